import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Platform

@Suite("The machine's time zone while the service runs")
struct LocalZoneWatchTests {
    /// A folder with two zones, and the link that names one of them, as /etc/localtime does.
    private func withLink(_ body: (TemporaryDirectory, _ link: String) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            for name in ["Berlin", "Tokyo"] { try directory.write(name, to: name, mode: 0o644) }
            let link = "\(directory.path)/localtime"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(directory.path)/Berlin")
            try body(directory, link)
        }
    }

    /// As `timedatectl set-timezone` does it: a new link, moved over the old one.
    private func relink(_ directory: TemporaryDirectory, _ link: String, to name: String) throws {
        let new = link + ".new"
        try FileManager.default.createSymbolicLink(atPath: new, withDestinationPath: "\(directory.path)/\(name)")
        try #require(rename(new, link) == 0)
    }

    @Test func `a new link is noticed once`() async throws {
        try await withLink { directory, link in
            let changes = Mutex(0)
            let watch = LocalZoneWatch(path: link)
            watch.onChange { changes.withLock { $0 += 1 } }
            watch.check()
            #expect(changes.withLock { $0 } == 0, "nothing was changed yet")
            try relink(directory, link, to: "Tokyo")
            watch.check()
            watch.check()
            #expect(changes.withLock { $0 } == 1)
            try relink(directory, link, to: "Berlin")
            watch.check()
            #expect(changes.withLock { $0 } == 2, "back again")
        }
    }

    /// An update of the zone package, or a file in place of the link.
    @Test func `a replaced file is noticed`() async throws {
        try await withLink { directory, link in
            let changes = Mutex(0)
            let watch = LocalZoneWatch(path: link)
            watch.onChange { changes.withLock { $0 += 1 } }
            try directory.write("new rules", to: "Berlin.new", mode: 0o644)
            try #require(rename("\(directory.path)/Berlin.new", "\(directory.path)/Berlin") == 0)
            watch.check()
            #expect(changes.withLock { $0 } == 1)
            try FileManager.default.removeItem(atPath: link)
            watch.check()
            #expect(changes.withLock { $0 } == 2, "none at all, which is UTC")
        }
    }
}
