import Foundation

/// The requests and records of a run as text: one file per seed. The same program and seed always give the same bytes
/// (design/sweep.md, property 11).
enum Transcript {
    /// Seconds since the beginning, to the millisecond: `86400.030`.
    static func stamp(_ elapsed: Duration) -> String {
        let (seconds, attoseconds) = elapsed.components
        let milliseconds = String(attoseconds / 1_000_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds
    }
}

/// The folder for transcripts: `RETENTIOND_TRANSCRIPTS=DIR`. It is made if missing; files in it are replaced.
struct TranscriptDirectory: Sendable {
    let path: String

    /// Writes `SEED.txt`. A transcript that can't be written ends the test run: comparing fewer would look like success.
    func write(_ lines: [String], of seed: String) {
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try! Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file(seed))
    }

    /// The transcript of a seed, as it was written.
    func bytes(of seed: String) throws -> Data { try Data(contentsOf: file(seed)) }

    private func file(_ seed: String) -> URL { URL(filePath: "\(path)/\(seed).txt") }
}
