import Glibc
import Systemd
import Testing

// libsystemd knows only one path, so each test plays the journal in a separate /run.
@Suite(.enabled(if: PrivateRun.isPossible, PrivateRun.requirement))
struct JournalWriterTests {
    @Test func `sends every field unchanged`() async {
        await #expect(processExitsWith: .success) {
            try PrivateRun.enter()
            mkdir("/run/systemd/journal", 0o755)
            let journal = try DatagramSocket(at: JournalPresence.systemSocketPath)
            let bytes: [UInt8] = [0xFF, 0x00, 0x0A, 0x3D, 0x0A]
            let record = JournalRecord(
                "100 % %s %n", priority: .warning, messageID: "0123456789abcdef0123456789abcdef",
                fields: [
                    JournalField("RETENTIOND_ITEM_TITLE", "x\nPRIORITY=0\nRETENTIOND_EVENT=purged"),
                    JournalField("RETENTIOND_RAW", bytes: bytes),
                    JournalField("RETENTIOND_EMPTY", ""),
                    JournalField(.syslogIdentifier, "retentiond"),
                ])
            #expect(try JournalWriter().write(record) == .sent)
            let datagram = try #require(try journal.queued())
            #expect(
                try NativeProtocol.decode(datagram.payload) == [
                    .init("MESSAGE", "100 % %s %n"),
                    .init("PRIORITY", "4"),
                    .init("MESSAGE_ID", "0123456789abcdef0123456789abcdef"),
                    .init("RETENTIOND_ITEM_TITLE", "x\nPRIORITY=0\nRETENTIOND_EVENT=purged"),
                    .init("RETENTIOND_RAW", bytes),
                    .init("RETENTIOND_EMPTY", ""),
                    .init("SYSLOG_IDENTIFIER", "retentiond"),
                ])
            #expect(try journal.queued() == nil)
        }
    }

    @Test func `passes large records as a file`() async {
        await #expect(processExitsWith: .success) {
            try PrivateRun.enter()
            mkdir("/run/systemd/journal", 0o755)
            let journal = try DatagramSocket(at: JournalPresence.systemSocketPath)
            // libsystemd requests a send buffer of 8 MiB: anything larger cannot be sent as a datagram.
            let bytes = [UInt8](repeating: 0x0A, count: 9 << 20)
            let record = JournalRecord("large", priority: .info, fields: [JournalField("RETENTIOND_RAW", bytes: bytes)])
            #expect(try JournalWriter().write(record) == .sent)
            let datagram = try #require(try journal.queued())
            #expect(datagram.payload.isEmpty)
            let fields = try NativeProtocol.decode(try #require(datagram.attachment))
            #expect(fields.first { $0.name == "RETENTIOND_RAW" }?.value == bytes)
        }
    }

    @Test func `says when no journal is there`() async {
        await #expect(processExitsWith: .success) {
            try PrivateRun.enter()
            #expect(try JournalWriter().write(JournalRecord("lost", priority: .info)) == .noJournal)
        }
    }

    @Test func `reports a journal that does not listen`() async {
        await #expect(processExitsWith: .success) {
            try PrivateRun.enter()
            mkdir("/run/systemd/journal", 0o755)
            do {
                let gone = try DatagramSocket(at: "/run/socket")
                link("/run/socket", JournalPresence.systemSocketPath)
                _ = consume gone
            }
            #expect(throws: SystemdError(.sdJournalSend, errno: ECONNREFUSED)) {
                try JournalWriter().write(JournalRecord("lost", priority: .info))
            }
        }
    }
}
