import Glibc
import Logging
import Platform
import Systemd
import Testing

@Suite struct StderrLogHandlerTests {
    private let lines = Collected<String>()

    private func logger() -> Logger {
        let lines = self.lines
        return Logger(label: "x") { _ in StderrLogHandler(sink: { lines.append($0) }) }
    }

    @Test func `writes level message and metadata in order`() {
        logger().warning("portal is slow", metadata: ["b": "2", "a": "1"])
        #expect(lines.elements == ["warning: portal is slow a=1 b=2\n"])
    }

    @Test(arguments: [
        ("plain", "a.pdf", "a.pdf"),
        ("empty", "", #""""#),
        ("space", "my file", #""my file""#),
        ("a pair inside", "x level=error", #""x level=error""#),
        ("quote", #"a"b"#, #""a\"b""#),
        ("backslash", #"a\nb"#, #""a\\nb""#),
        ("newline", "a\nerror: forged", #""a\nerror: forged""#),
        ("carriage return", "a\rb", #""a\rb""#),
        ("tab", "a\tb", #""a\tb""#),
        ("terminal escape", "\u{1b}[2J", #""\u{1b}[2J""#),
        ("NUL", "a\0b", #""a\u{0}b""#),
        ("C1 control", "\u{9b}2J", #""\u{9b}2J""#),
        ("direction override", "a\u{202E}fdp.exe", #""a\u{202e}fdp.exe""#),
        ("line separator", "a\u{2028}b", #""a\u{2028}b""#),
        ("other scripts", "отчёт.pdf", "отчёт.pdf"),
    ])
    func `quotes values`(name: String, value: String, expected: String) {
        logger().info("x", metadata: ["k": "\(value)"])
        #expect(lines.elements == ["info: x k=\(expected)\n"])
    }

    @Test func `escapes message and keys`() {
        logger().error("a\nb\u{1b}c", metadata: ["k\n": "v"])
        #expect(lines.elements == [#"error: a\nb\u{1b}c k\n=v"# + "\n"])
    }

    @Test func `reaches standard error unless redirected`() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            Logger(label: "x") { _ in StderrLogHandler() }.info("hello")
        }
        let bytes = try #require(result?.standardErrorContent)
        #expect(String(decoding: bytes, as: UTF8.self).contains("info: hello\n"))
    }

    @Test(.enabled(if: PrivateRun.isPossible, PrivateRun.requirement))
    func `is the last resort of the journal handler`() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            try PrivateRun.enter()
            Logger(label: "x") { JournalLogHandler(label: $0, identifier: "retentiond") }.info("hello")
        }
        let bytes = try #require(result?.standardErrorContent)
        #expect(String(decoding: bytes, as: UTF8.self).contains("hello\n"))
    }
}
