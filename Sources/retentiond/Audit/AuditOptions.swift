import ArgumentParser
import Glibc
import Platform
import Retention
import RetentionEngine
import Systemd

/// Where the audit trail is.
struct AuditOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read this file of JSON lines instead of the journal. Given more than once: the oldest first.",
            valueName: "file"))
    var auditLog: [String] = []

    @OptionGroup var common: CommonOptions

    /// Whether the trail is the journal.
    var isJournal: Bool { auditLog.isEmpty }

    /// - Throws: `CommandError` (69) if there is no trail to read.
    func open(filter: AuditFilter = AuditFilter(), newest: UInt64? = nil) throws(CommandError) -> any AuditSource {
        guard isJournal else { return try FileSource(paths: auditLog) }
        guard JournalAccess.check() != .absent else {
            throw CommandError(
                .unavailable, "no systemd journal is kept on this machine",
                hint: "name the file that the service writes: --audit-log FILE")
        }
        return try JournalSource(filter: filter, writers: writers, newest: newest)
    }

    /// Whether this user may not read parts of the journal. They would look empty.
    var isDenied: Bool { isJournal && JournalAccess.check() == .denied }

    /// Reports records that had to be left out.
    func reportOmissions(of source: any AuditSource) {
        for omission in source.omissions { Console.printError("note: \(omission)") }
        if source.hasForeignRecords, owner == nil {
            Console.printError("note: these may include sweeps by hand: the owner of the state directory is unknown")
        }
    }

    static let denied = CommandError(
        .unavailable, "the journal can't be read by this user",
        hint: "run it as root, or as a member of the group systemd-journal")

    private var writers: TrustedWriters {
        TrustedWriters(owner: owner)
    }

    /// Nil if unknown, or if there is no state directory.
    private var owner: UInt32? { FileOwner.of(common.store.directory) }
}
