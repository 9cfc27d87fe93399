import Glibc
import Systemd
import Testing

// Against systemd-journald itself.
@Suite(.enabled(if: RealJournal.isPossible, RealJournal.requirement))
struct JournalReaderTests {
    @Test func `reads back what was written`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            let bytes: [UInt8] = [0xFF, 0x00, 0x0A, 0x3D, 0x0A]
            let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let record = JournalRecord(
                "item purged\nsecond line", priority: .notice, messageID: "0123456789abcdef0123456789abcdef",
                fields: [
                    JournalField("RETENTIOND_EVENT", "purged"),
                    JournalField("RETENTIOND_RAW", bytes: bytes),
                    JournalField("RETENTIOND_LARGE", bytes: large),
                    JournalField("RETENTIOND_EMPTY", ""),
                ])
            #expect(try JournalWriter().write(record) == .sent)
            try journal.synchronize()

            let reader = try JournalReader(.directory(journal.directory))
            try reader.addMatch(JournalField("RETENTIOND_EVENT", "purged"))
            let entry = try #require(try reader.next())
            #expect(entry.text("MESSAGE") == "item purged\nsecond line")
            #expect(entry.text("PRIORITY") == "5")
            #expect(entry.text("MESSAGE_ID") == "0123456789abcdef0123456789abcdef")
            #expect(entry.text("_PID") == "\(getpid())")
            #expect(entry.text("_TRANSPORT") == "journal")
            #expect(entry.fields["RETENTIOND_RAW"] == bytes)
            #expect(entry.text("RETENTIOND_RAW") == nil)
            #expect(entry.fields["RETENTIOND_LARGE"] == large)
            #expect(entry.fields["RETENTIOND_EMPTY"] == [])
            #expect(!entry.cursor.isEmpty && entry.realtimeMicroseconds > 1_600_000_000_000_000)
            #expect(try reader.next() == nil)
        }
    }

    @Test func `reads oldest first from any position`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            for number in 1...200 {
                let fields = [JournalField("RETENTIOND_AUDIT_SEQ", number), JournalField("RETENTIOND_EVENT", "purged")]
                try JournalWriter().write(JournalRecord("x", priority: .info, fields: fields))
            }
            try journal.synchronize()

            let reader = try JournalReader(.directory(journal.directory))
            try reader.addMatch(JournalField("RETENTIOND_EVENT", "purged"))
            var entries: [JournalEntry] = []
            while let entry = try reader.next() { entries.append(entry) }
            #expect(entries.map { $0.text("RETENTIOND_AUDIT_SEQ") } == (1...200).map(String.init))
            #expect(Set(entries.map(\.cursor)).count == 200)

            let middle = try #require(entries.first { $0.text("RETENTIOND_AUDIT_SEQ") == "100" })
            try reader.seek(toRealtimeMicroseconds: middle.realtimeMicroseconds)
            let sought = try #require(try reader.next())
            #expect(sought.realtimeMicroseconds == middle.realtimeMicroseconds)

            #expect(try reader.last() == entries.last)
            #expect(try reader.next() == nil)
            try reader.seek(toRealtimeMicroseconds: 0)
            #expect(try reader.next() == entries.first)
            try reader.seek(toRealtimeMicroseconds: .max)
            #expect(try reader.next() == nil)
        }
    }

    @Test func `combines matches`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            for event in ["purged", "restored", "held"] {
                let fields = [JournalField("RETENTIOND_EVENT", event)]
                try JournalWriter().write(JournalRecord("x", priority: .info, fields: fields))
            }
            try journal.synchronize()

            let reader = try JournalReader(.directory(journal.directory))
            try reader.addMatch(JournalField("RETENTIOND_EVENT", "purged"))
            try reader.addMatch(JournalField("RETENTIOND_EVENT", "held"))
            try reader.addMatch(.processID, "\(getpid())")
            #expect(try reader.next()?.text("RETENTIOND_EVENT") == "purged")
            #expect(try reader.next()?.text("RETENTIOND_EVENT") == "held")
            #expect(try reader.next() == nil)

            let others = try JournalReader(.directory(journal.directory))
            try others.addMatch(JournalField("RETENTIOND_EVENT", "purged"))
            try others.addMatch(.processID, "1")
            #expect(try others.next() == nil)
            #expect(try others.last() == nil)
        }
    }

    @Test func `sees records that arrive later`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            let field = JournalField("RETENTIOND_EVENT", "purged")
            try JournalWriter().write(JournalRecord("first", priority: .info, fields: [field]))
            try journal.synchronize()
            let reader = try JournalReader(.directory(journal.directory))
            try reader.addMatch(field)
            #expect(try reader.last()?.text("MESSAGE") == "first")
            #expect(try reader.next() == nil)
            try JournalWriter().write(JournalRecord("second", priority: .info, fields: [field]))
            try journal.synchronize()
            #expect(try reader.next()?.text("MESSAGE") == "second")
        }
    }
}

@Suite struct JournalReaderOpeningTests {
    @Test func `reports a directory that is not there`() {
        #expect(throws: SystemdError(.sdJournalOpenDirectory, errno: ENOENT)) {
            _ = try JournalReader(.directory("/nowhere/retentiond"))
        }
    }
}
