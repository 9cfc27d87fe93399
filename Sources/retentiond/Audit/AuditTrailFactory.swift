import Glibc
import Platform
import RetentionAdapters
import RetentionEngine

/// Chooses the sinks of the audit trail.
enum AuditTrailFactory {
    /// The journal if one runs, and the file if one was named; records must reach both. From then on root acts as the
    /// owner of the state directory.
    ///
    /// - Returns: the trail, and the store as `StateOwner.become` gives it.
    /// - Throws: `CommandError` (69) if there is neither, or if the file or the state directory can't be opened.
    static func open(
        file: String?, store: StateStore
    ) throws(CommandError) -> (trail: ChainedAuditTrail, store: StateStore) {
        let journal = JournalAuditSink(
            writers: TrustedWriters(owner: FileOwner.of(store.directory)), isOnlySink: file == nil,
            whyDropped: { JournalSettings.thatDropRecords().map(\.description) })
        guard file != nil || journal.isPresent else {
            throw CommandError(
                .unavailable, "no systemd journal runs here, and without an audit trail nothing is changed at a portal",
                hint: "give --audit-log FILE")
        }
        // If only root may write to the folder, the file is root's; otherwise it belongs to the owner of the state.
        var log: AuditLogFile?
        if let file, try isForRoot(file) { log = try opened(file) }
        let store = try StateOwner.become(store)
        if let file, log == nil { log = try opened(file) }
        let sinks: [any AuditSink] = [log].compactMap { $0 } + (journal.isPresent ? [journal] : [])
        return (ChainedAuditTrail(store: store, sinks: sinks, bootID: bootID), store)
    }

    private static func isForRoot(_ file: String) throws(CommandError) -> Bool {
        guard geteuid() == 0 else { return false }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
        do throws(FileError) { return try FolderWalk(to: folder).folder.status.st_uid == 0 } catch {
            throw unopened(file, error)
        }
    }

    private static func opened(_ file: String) throws(CommandError) -> AuditLogFile {
        do throws(FileError) { return try AuditLogFile(path: file) } catch { throw unopened(file, error) }
    }

    private static func unopened(_ file: String, _ error: FileError) -> CommandError {
        CommandError(
            .unavailable, "the audit log \(file) can't be opened: \(error)",
            hint: "name a regular file on a disk; without an audit trail nothing is changed at a portal")
    }

    /// This boot of the machine; nil if unknown. The unit hides `/proc/sys` and passes the id.
    private static var bootID: String? {
        let file = try? SmallFile.read("/proc/sys/kernel/random/boot_id", limit: 64).bytes
        let text = Environment["RETENTIOND_BOOT_ID"] ?? file.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let digits = text.filter(\.isHexDigit).lowercased()
        return digits.isEmpty ? nil : digits
    }
}
