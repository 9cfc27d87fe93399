import Foundation
import TestSupport

@testable import Retention

/// Validators of others, which check documents against our schema: `Tests/Tools/schema/judge`.
enum SchemaJudge {
    struct ProcessError: Error, CustomStringConvertible {
        let description: String
    }

    static let repository = Repository.root

    /// Whether it can check. Prints the reason if not, because a skipped test would not; in CI it must.
    static let isUsable: Bool = {
        guard let result = try? run(["{}"]), result.status == 69 else { return true }
        print("skipped the comparison of schema and parser: \(result.errors)")
        return ProcessInfo.processInfo.environment["CI"] != nil
    }()

    /// - Returns: for each text the paths that the schema refuses, in order; an empty list accepts.
    static func verdicts(on texts: [String]) throws -> [[String]] {
        let result = try run(texts)
        guard result.status == 0 else { throw ProcessError(description: result.errors) }
        let verdicts = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode([String].self, from: Data($0.utf8))
        }
        guard verdicts.count == texts.count else {
            throw ProcessError(description: "\(verdicts.count) verdicts on \(texts.count) documents")
        }
        return verdicts
    }

    private static func run(_ texts: [String]) throws -> (status: Int32, output: String, errors: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "retentiond-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = { (name: String, content: String) throws -> URL in
            let url = folder.appending(path: name)
            try Data(content.utf8).write(to: url)
            return url
        }
        let encoder = JSONEncoder()
        let lines = try texts.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
        let (output, errors) = (try file("output", ""), try file("errors", ""))
        let process = Process()
        process.executableURL = repository.appending(path: "Tests/Tools/schema/judge")
        process.arguments = [
            try file("schema.json", PolicySchema.text).path(), try file("documents", lines.joined()).path(),
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let text = { (url: URL) throws in String(decoding: try Data(contentsOf: url), as: UTF8.self) }
        return (process.terminationStatus, try text(output), try text(errors))
    }
}
