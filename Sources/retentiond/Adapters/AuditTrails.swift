import RetentionEngine

/// Choosing where the audit trail goes.
enum AuditTrails {
    /// The journal where one runs, and the file if one was named; records must reach both.
    ///
    /// - Throws: `CommandFailure` (69) when there is neither, or the file can't be opened.
    static func open(file: String?, store: StateStore) throws(CommandFailure) -> ChainedAuditTrail {
        let journal = JournalAuditSink(
            writers: TrustedWriters(owner: FileOwner.of(store.directory)), isOnlyPlace: file == nil)
        var sinks: [any AuditSink] = []
        if let file {
            do {
                sinks.append(try AuditLogFile(path: file))
            } catch {
                throw CommandFailure(
                    .unavailable, "the audit log \(file) can't be opened: \(error)",
                    hint: "without an audit trail nothing is changed at a portal")
            }
        }
        if journal.isPresent { sinks.append(journal) }
        guard !sinks.isEmpty else {
            throw CommandFailure(
                .unavailable, "no systemd journal runs here, and without an audit trail nothing is changed at a portal",
                hint: "give --audit-log FILE")
        }
        return ChainedAuditTrail(store: store, sinks: sinks, bootID: bootID)
    }

    /// This boot of the machine; nil when nobody tells. The unit hides `/proc/sys` and hands the id over.
    private static var bootID: String? {
        let file = try? SmallFile.read("/proc/sys/kernel/random/boot_id", limit: 64).bytes
        let text = Environment["RETENTIOND_BOOT_ID"] ?? file.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let digits = text.filter(\.isHexDigit).lowercased()
        return digits.isEmpty ? nil : digits
    }
}
