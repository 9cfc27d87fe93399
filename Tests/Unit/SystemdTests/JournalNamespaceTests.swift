import Glibc
import Systemd
import Testing

// Against systemd-journald itself; see `RealJournal`.
@Suite(.enabled(if: RealJournal.isPossible, RealJournal.requirement))
struct JournalNamespaceTests {
    private static let field = JournalField("RETENTIOND_EVENT", "purged")

    private static func write(_ message: String, _ journal: borrowing RealJournal) throws {
        try JournalWriter().write(JournalRecord(message, priority: .info, fields: [field]))
        try journal.synchronize()
    }

    private static func messages(_ source: JournalReader.Source) throws -> [String?] {
        let reader = try JournalReader(source)
        try reader.addMatch(field)
        var messages: [String?] = []
        while let entry = try reader.next() { messages.append(entry.text("MESSAGE")) }
        return messages
    }

    /// Which namespace a file belongs to is the name of its folder.
    @Test func `all are read at once and each by itself`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            try Self.write("first", journal)
            #expect(try Self.messages(.allNamespaces) == ["first"])
            #expect(try Self.messages(.namespace("tests")) == ["first"])
            #expect(try Self.messages(.local) == [])

            let common = String(journal.directory.dropLast(".tests".count))
            mkdir(common, 0o755)
            #expect(rename("\(journal.directory)/system.journal", "\(common)/system.journal") == 0)
            #expect(try Self.messages(.allNamespaces) == ["first"])
            #expect(try Self.messages(.local) == ["first"])
            #expect(try Self.messages(.namespace("tests")) == [])
        }
    }

    @Test func `a record names its namespace`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            try Self.write("first", journal)
            let reader = try JournalReader(.allNamespaces)
            try reader.addMatch(Self.field)
            try reader.addMatch(.namespace, "tests")
            #expect(try reader.next()?.text("_NAMESPACE") == "tests")
        }
    }

    @Test func `only wanted fields are read`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            try Self.write("first", journal)
            let reader = try JournalReader(.allNamespaces, fields: .beginning(["RETENTIOND_", "_UID="]))
            try reader.addMatch(Self.field)
            #expect(try reader.advance())
            #expect(try reader.has("RETENTIOND_EVENT"))
            #expect(try reader.has("MESSAGE"))
            #expect(try !reader.has("RETENTIOND_RULE"))
            let entry = try reader.entry()
            #expect(Set(entry.fields.keys) == ["RETENTIOND_EVENT", "_UID"])
            #expect(entry.realtimeMicroseconds == (try reader.realtimeMicroseconds()))
            #expect(try !reader.advance())
        }
    }

    @Test func `all values of a field are read`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            let fields = ["a", "b", "c"].map { JournalField("RETENTIOND_RULE", $0) }
            try JournalWriter().write(JournalRecord("x", priority: .info, fields: [Self.field] + fields))
            try journal.synchronize()
            let reader = try JournalReader(.allNamespaces)
            try reader.addMatch(Self.field)
            let entry = try #require(try reader.next())
            let first = try #require(entry.fields["RETENTIOND_RULE"])
            let further = try #require(entry.furtherValues["RETENTIOND_RULE"])
            #expect(Set([first] + further) == [[0x61], [0x62], [0x63]])
            #expect(further.count == 2)
            #expect(entry.furtherValues.count == 1)
        }
    }

    @Test func `the newest are found without reading the rest`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            for number in 1...5 { try Self.write("\(number)", journal) }
            for (count, expected) in [
                (1, ["5"]), (2, ["4", "5"]), (5, ["1", "2", "3", "4", "5"]), (9, ["1", "2", "3", "4", "5"]),
            ] {
                let reader = try JournalReader(.allNamespaces)
                try reader.addMatch(Self.field)
                try reader.seek(beforeLast: UInt64(count))
                var found: [String] = []
                while let entry = try reader.next() { found.append(entry.text("MESSAGE") ?? "") }
                #expect(found == expected, "the last \(count)")
            }
        }
    }

    @Test func `waiting ends with a new record`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            try Self.write("first", journal)
            let reader = try JournalReader(.allNamespaces)
            try reader.addMatch(Self.field)
            #expect(try reader.next()?.text("MESSAGE") == "first")
            #expect(try reader.next() == nil)
            // The first call only starts watching.
            _ = try reader.wait(upToMicroseconds: 0)
            while try reader.wait(upToMicroseconds: 0) {}
            try Self.write("second", journal)
            #expect(try reader.wait(upToMicroseconds: 60_000_000))
            #expect(try reader.next()?.text("MESSAGE") == "second")
        }
    }
}

@Suite(.enabled(if: RealJournal.isPossible, RealJournal.requirement))
struct JournalAccessTests {
    @Test func `is reported for root and for others`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            try journal.synchronize()
            #expect(JournalAccess.check() == .readable)
            #expect(setegid(65534) == 0 && seteuid(65534) == 0)
            let other = JournalAccess.check()
            // This makes the check necessary: no error, and no records.
            let reader = try JournalReader(.allNamespaces)
            #expect(try reader.next() == nil)
            #expect(seteuid(0) == 0 && setegid(0) == 0)
            #expect(other == .denied)
        }
    }

    @Test func `is denied by a folder that may not be listed`() async {
        await #expect(processExitsWith: .success) {
            let journal = try RealJournal.started()
            chmod(journal.directory, 0o700)
            #expect(setegid(65534) == 0 && seteuid(65534) == 0)
            let other = JournalAccess.check()
            #expect(seteuid(0) == 0 && setegid(0) == 0)
            #expect(other == .denied)
        }
    }

    @Test func `is absent without a journal`() {
        #expect(JournalAccess.check(folders: ["/nowhere"]) == .absent)
        #expect(JournalAccess.check(folders: ["/etc"]) == .absent)
    }
}
