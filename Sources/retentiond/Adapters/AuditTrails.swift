import RetentionEngine

/// Choosing where the audit trail goes.
enum AuditTrails {
    /// The journal where one runs, and the file if one was named; records must reach both.
    ///
    /// - Throws: `CommandFailure` (69) when there is neither, or the file can't be opened.
    static func open(file: String?) throws(CommandFailure) -> any AuditTrail {
        let journal = JournalAuditTrail()
        var trails: [any AuditTrail] = []
        if let file {
            do {
                trails.append(try FileAuditTrail(path: file))
            } catch {
                throw CommandFailure(
                    .unavailable, "the audit log \(file) can't be opened: \(error)",
                    hint: "without an audit trail nothing is changed at a portal")
            }
        }
        if journal.isPresent { trails.append(journal) }
        guard !trails.isEmpty else {
            throw CommandFailure(
                .unavailable, "no systemd journal runs here, and without an audit trail nothing is changed at a portal",
                hint: "give --audit-log FILE")
        }
        return trails.count == 1 ? trails[0] : JoinedAuditTrail(trails: trails)
    }
}

/// Several trails that all take each record.
struct JoinedAuditTrail: AuditTrail {
    let trails: [any AuditTrail]

    func check() throws {
        for trail in trails { try trail.check() }
    }

    func append(_ records: [AuditRecord]) throws {
        for trail in trails { try trail.append(records) }
    }
}
