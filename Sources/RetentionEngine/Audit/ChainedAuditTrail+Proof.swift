import FoundationEssentials

/// Searching for records where they were sent: a record that was not seen there counts as not delivered, and is sent again.
extension ChainedAuditTrail {
    /// A record that is sent again may be lost again.
    private static let maxTries = 3

    package func prove() throws {
        try check()
        for sink in sinks { try prove(sink) }
    }

    package func hasUnseenRecords() throws -> Bool {
        try locked { open in
            guard let last = try newest(&open) else { return false }
            return sinks.contains { sink in
                guard case .mark(let name) = sink.memory else { return false }
                return mark(name, last.chain, open)?.seen ?? 0 < last.sequence
            }
        }
    }

    private func prove(_ sink: any AuditSink) throws {
        var missing = 0
        for _ in 0..<Self.maxTries {
            let last = try locked { open in try newest(&open) }
            // Other processes may write meanwhile.
            try sink.prove()
            guard let last else { return }
            missing = try locked { open in try countMissing(upTo: last, in: sink, &open) }
            if missing == 0 { return }
        }
        throw RecordsLostError(count: missing)
    }

    /// Searches for records that were not seen yet, and sends the missing ones again.
    ///
    /// - Parameter last: records up to it were sent long enough ago to be there.
    /// - Returns: how many were missing.
    private func countMissing(upTo last: SealedRecord, in sink: any AuditSink, _ open: inout Open) throws -> Int {
        guard case .mark(let name) = sink.memory else { return 0 }
        let mark = mark(name, last.chain, open)
        let unseen = open.spool.records(after: mark?.seen ?? 0).filter { $0.sequence <= last.sequence }
        guard !unseen.isEmpty, let present = try sink.present(unseen) else { return 0 }
        let missing = unseen.filter { !present.contains($0.sequence) }
        if !missing.isEmpty {
            try open.spool.noteHandedOver(at: now())
            try sink.write(missing.map(\.resent))
        }
        try DeliveryMark(
            sequence: max(mark?.sequence ?? 0, last.sequence), chain: last.chain, boot: bootID,
            seen: missing.first.map { $0.sequence - 1 } ?? last.sequence
        ).write(to: open.folder, name)
        return missing.count
    }

    /// Begins a new file of the spool when it is time, unless records that were never seen would go with the old one.
    func rotate(_ open: inout Open, upTo last: SealedRecord?) throws {
        guard open.spool.isOld(now: now()) else { return }
        if let last, let newest = open.spool.newestToGo, !open.spool.isHuge, !wereSeen(upTo: newest, last, &open) {
            return
        }
        try open.spool.rotate()
    }

    private func wereSeen(upTo number: Int, _ last: SealedRecord, _ open: inout Open) -> Bool {
        let waiting = sinks.filter { sink in
            guard case .mark(let name) = sink.memory else { return false }
            return mark(name, last.chain, open)?.seen ?? 0 < number
        }
        if waiting.isEmpty { return true }
        if let checkedAt = open.checkedBeforeRotationAt,
            abs(now().timeIntervalSince(checkedAt)) < AuditSpool.secondsPerFile
        {
            return false
        }
        open.checkedBeforeRotationAt = now()
        // A sink that can't be searched has nothing missing.
        return waiting.allSatisfy { sink in (try? countMissing(upTo: last, in: sink, &open)) == 0 }
    }
}

/// Records were sent several times and can't be found.
struct RecordsLostError: Error, CustomStringConvertible {
    let count: Int

    var description: String {
        "\(count) audit record\(count == 1 ? "" : "s") can't be found in the journal, though sent again, so nothing is changed"
    }
}
