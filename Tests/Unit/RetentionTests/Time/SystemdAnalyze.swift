import Foundation
import Time

/// The real `systemd-analyze`, run as a child process. The oracle of the differential tests.
struct SystemdAnalyze {
    struct Result {
        var standardOutput: String
        var standardError: String
        var exitCode: Int32
    }

    static let path = "/usr/bin/systemd-analyze"

    /// Why it can't be used, nil if it can.
    static let missingReason: String? = {
        guard FileManager.default.isExecutableFile(atPath: path) else { return "\(path) is not installed" }
        guard let result = try? run(["--version"], zone: "UTC") else { return "\(path) does not start" }
        let version = result.standardOutput.split(separator: "\n").first ?? ""
        return version.hasPrefix("systemd 252 ") ? nil : "the tests are written against systemd 252, this is \(version)"
    }()

    /// Whether it can be used. Prints the reason if not, because a skipped test would not.
    static let isUsable: Bool = {
        guard let missingReason else { return true }
        print("skipped the comparison with systemd: \(missingReason)")
        return false
    }()

    /// Runs it to its end.
    ///
    /// - Parameter zone: the value of `$TZ`.
    static func run(_ arguments: [String], zone: String) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = [
            "TZ": zone, "LC_ALL": "C.UTF-8", "SYSTEMD_COLORS": "0", "COLUMNS": "1000", "PATH": "/usr/bin",
        ]
        let output = try TemporaryFile()
        let errors = try TemporaryFile()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.handle
        process.standardError = errors.handle
        try process.run()
        process.waitUntilExit()
        return Result(
            standardOutput: try output.content(), standardError: try errors.content(),
            exitCode: process.terminationStatus)
    }
}

/// A file that takes the output of a child, so that no pipe can fill up, and is gone afterwards.
private final class TemporaryFile {
    let handle: FileHandle
    private let url = FileManager.default.temporaryDirectory.appendingPathComponent("retentiond-\(UUID().uuidString)")

    init() throws {
        try Data().write(to: url)
        handle = try FileHandle(forUpdating: url)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func content() throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
}

/// The output of `systemd-analyze calendar` for one expression.
struct CalendarVerdict: Equatable {
    /// nil: refused, or systemd gave up the search and printed nothing.
    var normalized: String?
    /// Whether the expression was read.
    var isAccepted: Bool
    /// Whole seconds since 1970: the requested number, or fewer if there are no more.
    var elapses: [Int64] = []
}

extension SystemdAnalyze {
    /// Checks several expressions at once.
    ///
    /// - Parameter base: seconds since 1970.
    /// - Returns: one verdict per expression, in order.
    static func calendar(
        _ expressions: [String], zone: String, base: Int64, iterations: Int
    ) throws -> [CalendarVerdict] {
        let arguments = ["calendar", "--base-time=@\(base)", "--iterations=\(iterations)", "--"] + expressions
        let result = try run(arguments, zone: zone)
        // One empty line separates the outputs of two expressions, even if there is none for one.
        var blocks: [[Substring]] = [[]]
        for line in result.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.isEmpty { blocks.append([]) } else { blocks[blocks.count - 1].append(line) }
        }
        while blocks.count < expressions.count { blocks.append([]) }
        let abandoned = Set(
            result.standardError.split(separator: "\n").compactMap { line in
                line.hasPrefix("Failed to determine next elapse for '")
                    ? String(line.dropFirst(37).prefix { $0 != "'" }) : nil
            })
        return zip(expressions, blocks).map { expression, lines in
            verdict(lines, wasAbandoned: abandoned.contains(expression))
        }
    }

    private static func verdict(_ lines: [Substring], wasAbandoned: Bool) -> CalendarVerdict {
        var verdict = CalendarVerdict(isAccepted: wasAbandoned || !lines.isEmpty)
        var elapses: [String] = []
        for line in lines {
            guard let colon = line.firstRange(of: ": ") else { continue }
            let key = line[..<colon.lowerBound].filter { $0 != " " }
            let value = String(line[colon.upperBound...])
            switch key {
            case "Normalizedform": verdict.normalized = value
            case "(inUTC)": elapses[elapses.count - 1] = value
            case let key where key == "Nextelapse" || key.hasPrefix("Iter.#"): elapses.append(value)
            default: break
            }
        }
        verdict.elapses = elapses.compactMap(seconds(inUTC:))
        return verdict
    }

    /// Reads "Sat 2026-03-28 00:30:00 UTC"; nil for "never".
    private static func seconds(inUTC text: String) -> Int64? {
        let numbers = text.dropFirst(4).split { "-: ".contains($0) }.compactMap { Int($0) }
        guard numbers.count == 6, text.hasSuffix(" UTC") else { return nil }
        var components = DateComponents()
        (components.year, components.month, components.day) = (numbers[0], numbers[1], numbers[2])
        (components.hour, components.minute, components.second) = (numbers[3], numbers[4], numbers[5])
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: components).map { Int64($0.timeIntervalSince1970) }
    }

    /// Reads time spans: microseconds, or nil for a refused one.
    static func timespans(_ texts: [String]) throws -> [UInt64?] {
        var answers: [UInt64?] = []
        // It stops at the first span that it refuses; continue after it.
        while answers.count < texts.count {
            let result = try run(["timespan", "--"] + texts[answers.count...], zone: "UTC")
            answers += result.standardOutput.split(separator: "\n").compactMap { line -> UInt64? in
                line.firstRange(of: "s: ").flatMap { line.contains("μs: ") ? UInt64(line[$0.upperBound...]) : nil }
            }
            if answers.count < texts.count { answers.append(nil) }
        }
        return answers
    }
}
