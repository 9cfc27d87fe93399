import Foundation

/// Python's `re`, run as a child process: the oracle of title patterns.
struct PythonRegex {
    struct Question: Encodable {
        let pattern: String
        let ignoresCase: Bool
        let titles: [String]
    }

    static let path = "/usr/bin/python3"

    /// Whether Python is installed. Prints the reason if not, because a skipped test doesn't.
    static let isUsable: Bool = {
        if FileManager.default.isExecutableFile(atPath: path) { return true }
        print("skipped the comparison with Python's regular expressions: \(path) is not installed")
        return false
    }()

    private static let script = """
        import json, re, sys, warnings
        warnings.simplefilter("ignore")
        answers = []
        for question in json.load(sys.stdin):
            try:
                flags = re.DOTALL | (re.IGNORECASE if question["ignoresCase"] else 0)
                pattern = re.compile(question["pattern"], flags)
                answers.append([pattern.fullmatch(title) is not None for title in question["titles"]])
            except re.error:
                answers.append(None)
        json.dump(answers, sys.stdout)
        """

    /// - Returns: for each question whether each title matches as a whole; nil if Python refuses the pattern.
    static func answers(to questions: [Question]) throws -> [[Bool]?] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("retentiond-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appendingPathComponent("in"), folder.appendingPathComponent("out"))
        try JSONEncoder().encode(questions).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-c", script]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        return try JSONDecoder().decode([[Bool]?].self, from: Data(contentsOf: output))
    }
}
