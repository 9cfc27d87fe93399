import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@testable import retentiond

/// The keys of many accounts in one credential.
@Suite("A bundle of keys", .timeLimit(.minutes(10)))
struct KeyBundleTests {
    private static func key(_ digit: Character) -> [UInt8] { Array("sk-\(String(repeating: digit, count: 64))".utf8) }

    @Test func `reads what it writes`() throws {
        var bundle = KeyBundle()
        bundle["bob"] = Self.key("2")
        bundle["Alice Example"] = Self.key("1")
        let bytes = try bundle.bytes()
        let again = try KeyBundle(bytes)
        #expect(again.names == ["Alice Example", "bob"])
        #expect(again["bob"] == Self.key("2"))
        #expect(again["Alice"] == nil)
        #expect(try again.bytes() == bytes)
    }

    @Test func `finds one key and no other`() throws {
        var bundle = KeyBundle()
        for name in ["b", "bb", "b b", "b b b"] { bundle[name] = Self.key(Character("\(name.count)")) }
        let bytes = try bundle.bytes()
        for name in bundle.names {
            #expect(KeyBundle.key(of: name, in: bytes).map { Array($0.utf8) } == bundle[name], "\(name)")
        }
        for name in ["", "a", "b b b b", " b"] { #expect(KeyBundle.key(of: name, in: bytes) == nil, "\(name)") }
    }

    @Test(arguments: ["alice", "sk-1 alice", "sk-\(String(repeating: "1", count: 64))alice"])
    func `refuses what it did not write`(text: String) {
        #expect(throws: KeyBundle.EntryError.self) { try KeyBundle(Array("\(text)\n".utf8)) }
    }

    @Test func `an entry that occurs twice is refused`() throws {
        let line = String(decoding: Self.key("1"), as: UTF8.self) + " a\n"
        #expect(throws: KeyBundle.EntryError.self) { try KeyBundle(Array((line + line).utf8)) }
    }

    /// systemd would refuse to start the unit.
    @Test func `is no larger than a credential`() throws {
        var bundle = KeyBundle()
        for number in 0..<15_000 { bundle["account \(number)"] = Self.key("1") }
        #expect(throws: KeyBundle.EntryError.self) { try bundle.bytes() }
        for number in 11_000..<15_000 { bundle["account \(number)"] = nil }
        #expect(try bundle.bytes().count > 850_000)
    }

    @Test(arguments: [
        ("retentiond-keys", "retentiond", ""), ("retentiond-legal-keys", "retentiond@legal", " --instance legal"),
    ])
    func `belongs to a unit`(bundle: String, unit: String, options: String) {
        #expect(KeyBundle.unit(ofBundle: bundle) == unit)
        #expect(KeyBundle.options(ofBundle: bundle) == options)
    }

    private func install(_ fixture: CLIFixture, entry: String = "alice") throws {
        let account =
            #"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": { "bundle": "retentiond-legal-keys", "#
            + #""entry": "\#(entry)" } }"#
        try fixture.install { $0.accounts = [account] }
        try fixture.directory.write("\(fixture.alice.apiKey) alice\n", to: "keys/retentiond-legal-keys")
    }

    @Test func `commands read it as the service does`() async throws {
        try await withFixture { fixture in
            try install(fixture)
            let environment = ["CREDENTIALS_DIRECTORY": "\(fixture.directory.path)/keys"]
            let result = try await fixture.retentiond("plan", environment: environment)
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test func `a missing entry prints the next command`() async throws {
        try await withFixture { fixture in
            try install(fixture, entry: "al")
            let environment = ["CREDENTIALS_DIRECTORY": "\(fixture.directory.path)/keys"]
            let result = try await fixture.retentiond("plan", environment: environment)
            #expect(result.status == 78)
            #expect(try result.error() == #"alice: the keys "retentiond-legal-keys" have no entry "al""#)
            #expect(result.stderr.contains("`sudo systemctl restart retentiond@legal` if"), "\(result)")
            #expect(result.stderr.contains("`sudo retentiond account rotate alice --instance legal`"), "\(result)")
        }
    }
}
