import Foundation
import Testing

@testable import Platform

@Suite struct SHA256HasherTests {
    private func hash(_ bytes: some Sequence<UInt8>) -> String {
        SHA256Hasher.hash(Array(bytes)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Source: FIPS 180-4 examples by NIST, "SHA256.pdf" and the long messages of its page; the empty one by its validation system.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func `agrees with the standards examples`(message: String, expected: String) {
        #expect(hash(message.utf8) == expected)
    }

    @Test func `hashes a million letters as the standard does`() {
        #expect(
            hash(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// Every length around the edges of blocks and of the padding, in one call of the system's own tool.
    @Test func `agrees with sha256sum for every length`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sha256-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var generator = SystemRandomNumberGenerator()
        let messages = (0...260).map { count in (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
        for (count, message) in messages.enumerated() {
            try Data(message).write(to: folder.appending(path: "\(1_000 + count)"))
        }
        let tool = Process()
        tool.executableURL = URL(filePath: "/usr/bin/sha256sum")
        tool.arguments = messages.indices.map { "\(1_000 + $0)" }
        tool.currentDirectoryURL = folder
        let output = Pipe()
        tool.standardOutput = output
        try tool.run()
        let printed = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        tool.waitUntilExit()
        #expect(printed.split(separator: "\n").map { String($0.prefix(64)) } == messages.map { hash($0) })
    }

    @Test func `short hashes are the first half of the hash`() {
        for count in [0, 1, 55, 56, 63, 64, 65, 119, 120, 250] {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let expected = SHA256Hasher.hash(message).prefix(16).reduce(0 as UInt128) { $0 << 8 | UInt128($1) }
            #expect(message.withUnsafeBytes { SHA256Hasher.shortHash($0) } == expected, "\(count) bytes")
        }
    }
}
