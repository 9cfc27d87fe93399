import Foundation
import TestSupport
import Testing

@Suite("audit on an audit log", .timeLimit(.minutes(10)))
struct AuditShowTests {
    /// Six records a minute apart, from 10:00 UTC on: of two accounts, items and rules.
    private static let trail: SealedTrail = {
        var trail = SealedTrail()
        let events: [(event: String, account: String, item: String?, rule: String?, priority: String)] = [
            ("purge-requested", "alice", "file:1", "scratch", "6"), ("purged", "alice", "file:1", "scratch", "5"),
            ("restored", "bob", "folder:1", "contracts", "5"), ("purge-failed", "bob", "file:2", nil, "4"),
            ("outcome-unknown", "alice", "file:2", nil, "4"), ("limit-refused", "alice", nil, nil, "3"),
        ]
        for (minute, record) in events.enumerated() {
            var fields = [
                "RETENTIOND_EVENT": record.event, "RETENTIOND_ACCOUNT": record.account, "PRIORITY": record.priority,
                "RETENTIOND_REASON": "reason \(minute)", "RETENTIOND_AUDIT_TIME": "2026-11-20T10:0\(minute):00.500Z",
            ]
            if let item = record.item?.split(separator: ":") {
                fields["RETENTIOND_ITEM_KIND"] = String(item[0])
                fields["RETENTIOND_ITEM_ID"] = String(item[1])
                fields["RETENTIOND_ITEM_TITLE"] = "title \(minute)"
                fields["RETENTIOND_ITEM_BYTES"] = "2048"
            }
            if record.event == "restored" {
                fields["RETENTIOND_TARGET_ID"] = "4711"
                fields["RETENTIOND_TARGET_TITLE"] = "Inbox"
            }
            fields["RETENTIOND_RULE"] = record.rule
            trail.append(fields)
        }
        return trail
    }()

    private func audit(
        _ arguments: [String], log: String = trail.jsonLines, environment: [String: String] = ["TZ": "UTC"]
    ) async throws -> CommandResult {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(log, to: "audit.jsonl")
            return try await run(
                try Binary.path(named: "retentiond"),
                ["audit"] + arguments + ["--audit-log", path, "--state-directory", "\(directory.path)/state"],
                environment: environment, outputIn: directory.path)
        }
    }

    /// The numbers of the records shown.
    private func shown(_ arguments: String..., log: String = trail.jsonLines) async throws -> [Int] {
        let result = try await audit(arguments + ["--format", "json"], log: log)
        #expect(result.status == 0, "\(result)")
        return try result.stdout.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["seq"] as? Int)
        }
    }

    @Test func `filters by time`() async throws {
        #expect(try await shown() == [1, 2, 3, 4, 5, 6])
        #expect(try await shown("--since", "2026-11-20T10:02:00Z") == [3, 4, 5, 6])
        #expect(try await shown("--since", "2026-11-20T11:02:00.500+01:00") == [3, 4, 5, 6])
        #expect(try await shown("--until", "2026-11-20 10:02:00") == [1, 2])
        #expect(try await shown("--since", "2026-11-20 10:01", "--until", "2026-11-20 10:03") == [2, 3])
        #expect(try await shown("--since", "2026-11-21") == [])
        #expect(try await shown("--until", "2026-11-20") == [])
        #expect(try await shown("--since", "now") == [])
    }

    @Test func `filters by what was done`() async throws {
        #expect(try await shown("--action", "purge") == [1, 2, 4, 5])
        #expect(try await shown("--action", "restore") == [3, 5])
        #expect(try await shown("--action", "limit", "--action", "purged") == [2, 6])
        #expect(try await shown("--action", "hold") == [])
    }

    @Test func `filters by account item and rule`() async throws {
        #expect(try await shown("--account", "bob") == [3, 4])
        #expect(try await shown("--item", "file:1") == [1, 2])
        #expect(try await shown("--item", "folder:1") == [3])
        #expect(try await shown("--rule", "scratch", "--action", "purged") == [2])
        #expect(try await shown("--account", "bob", "--item", "file:1") == [])
    }

    @Test func `shows what was sent twice once`() async throws {
        let copies = Self.trail.records.suffix(3).map { $0.merging(["RETENTIOND_AUDIT_RESENT": "1"]) { $1 } }
        let log = Self.trail.jsonLines + copies.map(SealedTrail.line).joined()
        #expect(try await shown(log: log) == [1, 2, 3, 4, 5, 6])
        // Records that arrived only when sent again are shown.
        var lost = Self.trail.records
        lost.remove(at: 4)
        #expect(try await shown(log: (lost + copies).map(SealedTrail.line).joined()) == [1, 2, 3, 4, 6, 5])
    }

    @Test func `has stable keys in JSON`() async throws {
        let result = try await audit(["--format", "json", "--action", "purged"])
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(result.stdout.utf8)) as? [String: Any])
        #expect(object["time"] as? String == "2026-11-20T10:01:00.500Z")
        #expect(object["event"] as? String == "purged")
        #expect(object["itemId"] as? Int == 1)
        #expect(object["itemBytes"] as? Int == 2048)
        #expect(object["priority"] as? Int == 5)
        #expect(object["chain"] as? String == Self.trail.chain)
        #expect(object["hash"] as? String == SealedTrail.hash(Self.trail.records[0]))
        #expect(
            Set(object.keys) == [
                "time", "event", "account", "itemKind", "itemId", "itemTitle", "itemBytes", "rule", "reason", "chain",
                "seq", "hash", "priority", "message",
            ])
    }

    @Test func `names the folder of a restore`() async throws {
        let filter = ["--action", "restored", "--format"]
        let json = try await audit(filter + ["json"])
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.stdout.utf8)) as? [String: Any])
        #expect(object["targetId"] as? Int == 4711)
        #expect(object["targetTitle"] as? String == "Inbox")
        #expect(try await audit(filter + ["csv"]).stdout.contains(",4711,Inbox,"))
        #expect(try await audit(filter + ["table"]).stdout.contains("  Inbox  "))
    }

    @Test func `fits a table into lines`() async throws {
        let result = try await audit([])
        let lines = result.stdout.split(separator: "\n").map(String.init)
        #expect(lines.count == 7)
        let header = lines[0].split(separator: " ").map(String.init)
        #expect(header == ["TIME", "ACCOUNT", "EVENT", "ITEM", "TITLE", "SIZE", "TARGET", "RULE", "REASON"])
        #expect(
            lines[1].hasPrefix(
                "2026-11-20 10:00:00  alice    purge-requested  file:1    title 0  2.0 KiB  –       scratch"))
        #expect(!result.stdout.contains("\u{1B}"))
        #expect(result.stderr.isEmpty)
    }

    @Test func `shows local times`() async throws {
        let result = try await audit(["--since", "2026-11-20 11:05"], environment: ["TZ": "Europe/Berlin"])
        #expect(result.stdout.contains("2026-11-20 11:05:00"))
        #expect(!result.stdout.contains("11:04:00"))
    }

    @Test func `reads several files in their order`() async throws {
        try await withTemporaryDirectory { directory in
            let older = try directory.write(
                Self.trail.records[..<4].map(SealedTrail.line).joined(), to: "audit.jsonl.1")
            let newer = try directory.write(Self.trail.records[4...].map(SealedTrail.line).joined(), to: "audit.jsonl")
            let result = try await run(
                try Binary.path(named: "retentiond"),
                ["audit", "verify", "--audit-log", older, "--audit-log", newer, "--state-directory", directory.path],
                outputIn: directory.path)
            #expect(result.status == 0, "\(result)")
            #expect(
                result.stdout
                    == "chain \(Self.trail.chain): records 1–6: whole\n  reaches back to 2026-11-20T10:00:00Z\n")
        }
    }

    @Test func `streams more than its table measures`() async throws {
        var trail = SealedTrail(count: 1500)
        let title = "longer than any title before it, and nevertheless shown as a whole"
        trail.append([
            "RETENTIOND_EVENT": "purged", "RETENTIOND_ITEM_KIND": "folder", "RETENTIOND_ITEM_ID": "1234567890123",
            "RETENTIOND_ITEM_TITLE": title,
        ])
        let lines = try await audit([], log: trail.jsonLines).stdout.split(separator: "\n")
        #expect(lines.count == 1502)
        #expect(lines.count { $0.contains("TIME") } == 1)
        #expect(lines.last?.contains("folder:1234567890123  \(title)") == true, "\(lines.last ?? "")")
    }

    @Test func `says that there is nothing`() async throws {
        for arguments in [[], ["--format", "json"]] {
            let result = try await audit(arguments, log: "")
            #expect(result.status == 0)
            #expect(result.stdout == "")
            #expect(result.stderr == "no audit records\n")
        }
        let csv = try await audit(["--format", "csv"], log: "")
        #expect(csv.stdout.hasPrefix("time,event,account,"))
    }

    @Test(arguments: [
        (["--action", "purgd"], "did you mean \"purge\"?"), (["--action", "banana"], "Known are restore, rescue"),
        (["--item", "file"], "file:101"), (["--since", "someday"], "since"),
        (["--since", "now", "--until", "-2h"], "--since must be before"), (["--follow", "--until", "now"], "exclude"),
    ]) func `refuses what it cannot understand`(_ arguments: [String], _ complaint: String) async throws {
        let result = try await audit(arguments)
        #expect(result.status == 64, "\(result)")
        #expect(result.stderr.contains(complaint), "\(result)")
    }

    @Test func `reports a missing file`() async throws {
        try await withTemporaryDirectory { directory in
            for command in [["audit"], ["audit", "verify"]] {
                let result = try await run(
                    try Binary.path(named: "retentiond"), command + ["--audit-log", "\(directory.path)/none"],
                    outputIn: directory.path)
                #expect(result.status == 69, "\(result)")
                #expect(result.stderr.contains("No such file"))
            }
        }
    }

    @Test func `follows a file that grows and is replaced`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(SealedTrail.line(Self.trail.records[0]), to: "audit.jsonl")
            let arguments = ["audit", "--follow", "--format", "json", "--audit-log", path]
            try await withBackgroundProcess(
                try Binary.path(named: "retentiond"), arguments, outputIn: directory.path
            ) { process in
                func shown(_ number: Int) async throws {
                    try await wait(until: "record \(number) is shown") { process.stdout.contains("\"seq\":\(number),") }
                }
                try await shown(1)
                let file = try #require(FileHandle(forWritingAtPath: path))
                try file.seekToEnd()
                try file.write(contentsOf: Data(SealedTrail.line(Self.trail.records[1]).utf8))
                try await shown(2)
                try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                try directory.write(SealedTrail.line(Self.trail.records[2]), to: "audit.jsonl")
                try await shown(3)
                process.signal(SIGINT)
                #expect(try await process.ended().status == 128 + SIGINT)
            }
        }
    }
}

@Suite("audit and text that others chose", .timeLimit(.minutes(10)))
struct AuditHostilityTests {
    private static let titles = [
        "=HYPERLINK(\"http://x\")", "+1", "@x", "\u{1B}[31mred", "a\nRETENTIOND_EVENT=purged", "a\",\"b",
        "\u{202E}fdp.exe",
        "{\"a\":1}", "\u{0}",
    ]

    private func audit(_ format: String) async throws -> CommandResult {
        var trail = SealedTrail()
        for title in Self.titles {
            trail.append([
                "RETENTIOND_EVENT": "purged", "RETENTIOND_ITEM_KIND": "file", "RETENTIOND_ITEM_ID": "1",
                "RETENTIOND_ITEM_TITLE": title, "RETENTIOND_REASON": title, "RETENTIOND_ACCOUNT": title,
                "RETENTIOND_RULE": title,
            ])
        }
        return try await withTemporaryDirectory { [trail] directory in
            let path = try directory.write(trail.jsonLines, to: "audit.jsonl")
            return try await run(
                try Binary.path(named: "retentiond"), ["audit", "--format", format, "--audit-log", path],
                outputIn: directory.path)
        }
    }

    @Test(arguments: ["table", "json", "csv"]) func `drives no terminal`(_ format: String) async throws {
        let result = try await audit(format)
        #expect(result.status == 0)
        let lines = result.stdout.split(whereSeparator: \.isNewline)
        #expect(lines.count == Self.titles.count + (format == "json" ? 0 : 1))
        let harmful = result.stdout.unicodeScalars.filter {
            $0 != "\n" && $0 != "\r" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
        }
        #expect(harmful.isEmpty)
    }

    @Test func `is the same text to a reader of JSON`() async throws {
        let titles = try await audit("json").stdout.split(separator: "\n").map { line in
            (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["itemTitle"] as? String
        }
        #expect(titles == Self.titles)
    }

    @Test func `is no formula in a spreadsheet`() async throws {
        let rows = try await audit("csv").stdout.split(separator: "\r\n").dropFirst()
        #expect(rows.count == Self.titles.count)
        #expect(rows.first?.contains(#""'=HYPERLINK(""http://x"")""#) == true)
        #expect(rows.allSatisfy { $0.firstMatch(of: /(^|,)"?[=+@]/) == nil })
    }
}
