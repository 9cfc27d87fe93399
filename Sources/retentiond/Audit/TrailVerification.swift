import FoundationEssentials
import Platform
import Retention
import RetentionEngine

/// Whether a trail is the one once written: `audit verify` prints the result, and `report` shows it.
struct TrailVerification {
    /// The findings for each chain.
    let chains: [ChainReport]
    /// How many chains of other instances are left out.
    let omitted: Int
    /// Parts that could not be checked, described for a person.
    let notes: [String]

    /// journald takes a moment to store records.
    private static let patience = Duration.seconds(3)

    /// Reads a trail to its end.
    ///
    /// - Parameters:
    ///   - trail: the source; opened without a filter, because only a whole chain can be verified.
    ///   - instances: the ones whose chains are reported.
    ///   - visit: gets each record on the way.
    /// - Throws: `CommandError` (69) if the trail can't be read.
    init(
        _ trail: AuditOptions, _ source: any AuditSource, of instances: InstanceFilter,
        visit: (StoredRecord) -> Void = { _ in }
    ) throws(CommandError) {
        var instances = instances
        // Before the trail is read, because the service may drop it later.
        let oldest = try StateOwner.reading(trail.common.store, isOptional: true) {
            (try? ChainHead.readOldest($0)) ?? nil
        }
        let before = try Self.readHead(trail)
        var verifier = AuditVerifier()
        try Self.readAll(source, into: &verifier, awaiting: (try? before.get()) ?? nil) { record in
            instances.note(record)
            visit(record)
        }
        let own = ((try? before.get()) ?? nil)?.chain
        let end = Self.end(before, try Self.readHead(trail), oldest)
        let all = try verifier.reports(end: end) { record throws(CommandError) in
            guard trail.isJournal else { return .file }
            return .journal(
                oldest: try JournalSource.oldest(beside: record),
                kept: JournalSettings.keptSince(namespace: record?.namespace, now: Date()))
        }
        chains = all.filter { $0.chain == own || !instances.isForeign(chain: $0.chain) }
        omitted = all.count - chains.count
        if case .success(nil) = before { isEmpty = !chains.contains { $0.numbers != nil } } else { isEmpty = false }
        let others =
            omitted == 0
            ? [] : ["\(counted(omitted, "chain")) of other instances left out; --all-instances verifies them"]
        notes = Self.notes(before, verifier, String(sanitizing: trail.common.store.directory), chains) + others
    }

    /// Whether nothing is missing, changed or moved.
    var isWhole: Bool { chains.allSatisfy(\.damages.isEmpty) }

    /// Whether there never was anything to verify: neither the trail nor the state directory has a record.
    let isEmpty: Bool

    private static func readHead(_ trail: AuditOptions) throws(CommandError) -> Result<ChainHead?, FileError> {
        try StateOwner.reading(trail.common.store, isOptional: true) { store in
            do throws(FileError) { return .success(try ChainHead.read(store)) } catch { return .failure(error) }
        }
    }

    private static func end(
        _ before: Result<ChainHead?, FileError>, _ after: Result<ChainHead?, FileError>, _ oldest: ChainHead?
    ) -> ChainEnd? {
        guard let before = (try? before.get()) ?? nil, let after = (try? after.get()) ?? nil else { return nil }
        return ChainEnd(
            before: before, after: after, oldestKept: oldest?.chain == before.chain ? oldest?.sequence : nil)
    }

    private static func readAll(
        _ source: any AuditSource, into verifier: inout AuditVerifier, awaiting head: ChainHead?,
        _ visit: (StoredRecord) -> Void
    ) throws(CommandError) {
        let start = ContinuousClock.now
        while true {
            while let record = try source.next() {
                verifier.add(record)
                visit(record)
            }
            guard let head, verifier.newest(of: head.chain) ?? 0 < head.sequence,
                ContinuousClock.now - start < patience
            else { return }
            try source.wait(atMost: .milliseconds(250))
        }
    }

    private static func notes(
        _ head: Result<ChainHead?, FileError>, _ verifier: AuditVerifier, _ directory: String, _ chains: [ChainReport]
    ) -> [String] {
        var notes: [String] = []
        if verifier.unchained > 0 {
            notes.append(
                "\(counted(verifier.unchained, "record")) \(verifier.unchained == 1 ? "belongs" : "belong") to no chain, so nothing proves "
                    + (verifier.unchained == 1 ? "it" : "them"))
        }
        switch head {
        case .success(nil) where chains.contains { $0.numbers != nil }:
            notes.append("the state directory \(directory) has no chain: the end of the trail can't be checked")
        case .success: break
        case .failure(let error):
            notes.append("\(directory)/audit can't be read (\(error)): the end of the trail can't be checked")
        }
        return notes
    }
}
