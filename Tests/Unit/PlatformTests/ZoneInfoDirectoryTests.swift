import Foundation
import Platform
import Testing
import Time

@Suite("Installed time zones")
struct ZoneInfoDirectoryTests {
    private let directory = ZoneInfoDirectory()

    @Test(arguments: ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC", "EST5EDT"])
    func `reads a zone by its name`(name: String) throws {
        #expect(try #require(directory.zone(name)).identifier == name)
    }

    @Test(arguments: [
        "", "Mars/Base", "europe/berlin", "Europe", "/usr/share/zoneinfo/UTC", "../zoneinfo/Europe/Berlin",
        "Europe//Berlin",
        "Europe/", "tzdata.zi", "Europe/Berlin\0", "zone1970.tab",
    ])
    func `knows no such zone`(name: String) {
        #expect(directory.zone(name) == nil)
    }

    @Test func `prefers the variable`() {
        #expect(directory.localZone(tz: ":Asia/Tokyo").identifier == "Asia/Tokyo")
        #expect(directory.localZone(tz: "/usr/share/zoneinfo/Asia/Tokyo").identifier == "Asia/Tokyo")
        #expect(directory.localZone(tz: "") == .utc)
        #expect(directory.localZone(tz: "Mars/Base") == .utc)
    }

    @Test func `understands rules that are spelt out`() throws {
        let zone = directory.localZone(tz: "CET-1CEST,M3.5.0,M10.5.0/3")
        let berlin = try #require(directory.zone("Europe/Berlin"))
        for month in 0..<24 {
            let date = Date(timeIntervalSince1970: 1_795_424_400 + Double(month) * 30.5 * 86_400)
            #expect(zone.offset(at: date) == berlin.offset(at: date))
            #expect(zone.abbreviations == berlin.abbreviations)
        }
        #expect(directory.localZone(tz: "<-03>3").offset(at: Date()) == -10_800)
    }

    @Test func `follows the link to the local zone`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("retentiond-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let link = folder.appendingPathComponent("localtime").path
        #expect(ZoneInfoDirectory(localtimePath: link).localZone(tz: nil) == .utc)
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "/usr/share/zoneinfo/Europe/Berlin")
        #expect(ZoneInfoDirectory(localtimePath: link).localZone(tz: nil).identifier == "Europe/Berlin")
    }
}
