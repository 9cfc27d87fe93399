import Logging
import Systemd
import Testing

@Suite struct JournalLogHandlerTests {
    private let records = Collected<JournalRecord>()

    private func logger(provider: Logger.MetadataProvider? = nil) -> Logger {
        let records = self.records
        var logger = Logger(label: "retentiond.engine") { label in
            JournalLogHandler(
                label: label, identifier: "retentiond", metadataProvider: provider, sink: { records.append($0) })
        }
        logger.logLevel = .trace
        return logger
    }

    private func text(_ name: String) -> [String] {
        let fields = records.elements.last?.allFields ?? []
        return fields.filter { $0.name.description == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    @Test(arguments: [
        (Logger.Level.trace, JournalPriority.debug), (.debug, .debug), (.info, .info), (.notice, .notice),
        (.warning, .warning), (.error, .error), (.critical, .critical),
    ])
    func `maps levels`(level: Logger.Level, priority: JournalPriority) {
        logger().log(level: level, "x")
        #expect(records.elements.map(\.priority) == [priority])
    }

    @Test func `sends message origin and metadata`() {
        logger().notice(
            "item purged", metadata: ["item.id": "file:101", "item.title": "a\nb", "bytes": "\(12)"],
            file: "Engine/Sweep.swift", function: "purge()", line: 42)
        #expect(text("MESSAGE") == [#"item purged bytes=12 item.id=file:101 item.title="a\nb""#])
        #expect(text("SYSLOG_IDENTIFIER") == ["retentiond"])
        #expect(text("LOGGER") == ["retentiond.engine"])
        #expect(text("CODE_FILE") == ["Engine/Sweep.swift"])
        #expect(text("CODE_FUNC") == ["purge()"])
        #expect(text("CODE_LINE") == ["42"])
        #expect(text("RETENTIOND_ITEM_ID") == ["file:101"])
        #expect(text("RETENTIOND_ITEM_TITLE") == ["a\nb"], "the field itself is not escaped")
        #expect(text("RETENTIOND_BYTES") == ["12"])
    }

    /// A policy with many mistakes: journalctl prints null for a field of 4,096 bytes or more.
    @Test func `cuts what readers drop and says so`() {
        logger().error("policy rejected", metadata: ["reason": "\(String(repeating: "é", count: 3_000))"])
        for (name, count) in [("RETENTIOND_REASON", 6_000), ("MESSAGE", 6_023)] {
            #expect(text(name).allSatisfy { $0.utf8.count <= 4_000 }, "\(name)")
            #expect(text(name).first?.hasSuffix("… [cut: \(count) bytes in all]") == true, "\(text(name))")
        }
    }

    @Test func `sends only the message when that is all`() {
        logger().info("started")
        #expect(text("MESSAGE") == ["started"])
        #expect(records.elements.last?.fields.count == 5)
    }

    @Test func `keeps a key that makes no field name in the message`() {
        logger().info("x", metadata: ["größe": "1", "a=b": "2", "": "3"])
        #expect(text("MESSAGE") == ["x =3 a=b=2 größe=1"])
        #expect(records.elements.last?.fields.count == 5)
    }

    @Test func `lets the event win over provider over handler`() {
        var logger = logger(provider: .init { ["a": "provider", "b": "provider"] })
        logger[metadataKey: "a"] = "handler"
        logger[metadataKey: "b"] = "handler"
        logger[metadataKey: "c"] = "handler"
        logger.info("x", metadata: ["a": "event"])
        #expect(text("RETENTIOND_A") == ["event"])
        #expect(text("RETENTIOND_B") == ["provider"])
        #expect(text("RETENTIOND_C") == ["handler"])
    }

    @Test func `names the error of an event`() {
        logger().error("sweep failed", error: SystemdError(.connect, errno: 2))
        #expect(text("RETENTIOND_ERROR_MESSAGE") == ["connect failed: No such file or directory (errno 2)"])
        #expect(text("RETENTIOND_ERROR_TYPE") == ["Systemd.SystemdError"])
    }

    @Test func `is a value`() {
        var first = logger()
        first[metadataKey: "only-on"] = "first"
        var second = first
        second.logLevel = .error
        second[metadataKey: "only-on"] = "second"
        #expect(first.logLevel == .trace && second.logLevel == .error)
        #expect(first[metadataKey: "only-on"] == "first" && second[metadataKey: "only-on"] == "second")
        first[metadataKey: "only-on"] = nil
        first.info("x")
        #expect(text("RETENTIOND_ONLY_ON").isEmpty)
    }

    @Test func `names fields after any identifier`() {
        let records = self.records
        let logger = Logger(label: "x") { label in
            JournalLogHandler(label: label, identifier: "my-tool", sink: { records.append($0) })
        }
        logger.info("x", metadata: ["a": "1"])
        #expect(text("MY_TOOL_A") == ["1"])
    }
}
