package import FoundationEssentials
package import Retention

/// An account's trash, as one reading of all its pages shows it.
package struct Listing: Sendable {
    /// Every usable item once.
    package var items: ItemList
    /// Items among these that a part of the listing didn't repeat. They may lie in the trash or have been restored since:
    /// this listing alone does not justify destroying them.
    package var unconfirmed: Set<ItemKey> = []
    /// Whether the listing met an item twice: the trash changed meanwhile, and may hold more items than were listed.
    package var hasRepeats = false
    /// Entries that can't be understood, or not even listed, and are therefore never touched.
    package var unusable: Int
    /// The portal's own count, which may be wrong. Nil when not sent.
    package var announcedTotal: Int?
    /// The trash's own id, as the portal names it in the listing. Nil when not sent.
    package var trashID: Int?
    /// Why the listing may be incomplete, as the reader found, in one clause. Nil if its end was proven.
    package var incompleteReason: String?
    /// Whether the portal announced more than it listed: then absence proves nothing.
    package var isShort: Bool { announcedTotal.map { items.count + unusable < $0 } ?? false }
    /// Why it may not be the whole trash, in one clause: then it justifies no purge. Nil if it is whole.
    package var doubt: String? {
        if let incompleteReason { return incompleteReason }
        guard isShort, let announcedTotal else { return nil }
        return "the portal announced \(announcedTotal) entries and listed \(items.count + unusable)"
    }
    /// Whether an item that it doesn't show has left the trash, as far as one listing can prove. If not, nothing remembered
    /// of items may be dropped because of it.
    package var isConclusive: Bool { doubt == nil && unusable == 0 && unconfirmed.isEmpty && !hasRepeats }
    /// The items among these that it shows.
    package func items(_ keys: some Sequence<ItemKey>) -> [ItemKey: TrashedItem] {
        let wanted = Set(keys)
        guard !wanted.isEmpty else { return [:] }
        let indices = items.indices.filter { wanted.contains(items.key(at: $0)) }
        return Dictionary(indices.map { (items.key(at: $0), items[$0]) }) { first, _ in first }
    }

    /// Whether it shows items, but none with a readable date of deletion: then nothing can become due, and that would go
    /// unnoticed.
    package var hasNoReadableDate: Bool { !items.isEmpty && !items.contains { $0.trashedAt != nil } }

    /// Our clock minus the portal's, the largest difference of the pass. Nil when the portal sent no date, infinite when it
    /// sent an unreadable one.
    package var clockSkewSeconds: TimeInterval?
    /// Of a single page: how long ago it was requested. Nil if not measured.
    package var age: Duration?

    package init(
        items: some Collection<TrashedItem>, unusable: Int, announcedTotal: Int?, clockSkewSeconds: TimeInterval?
    ) {
        self.items = items as? ItemList ?? ItemList(items)
        self.unusable = unusable
        self.announcedTotal = announcedTotal
        self.clockSkewSeconds = clockSkewSeconds
    }
}

/// The portal's report about the key in use.
package struct KeyState: Sendable {
    package var expiresAt: Date?
    package var mayWrite: Bool
    /// Who created the key, and so whose trash it shows. Nil if the portal doesn't say.
    package var user: Person?

    package init(expiresAt: Date?, mayWrite: Bool, user: Person? = nil) {
        self.expiresAt = expiresAt
        self.mayWrite = mayWrite
        self.user = user
    }
}

/// Reads one account's trash. Has no way to change anything.
package protocol TrashReader: Sendable {
    /// The portal's version, requested without the key.
    ///
    /// - Returns: `.unknown` for an answer without a version.
    /// - Throws: `PortalError` when no answer came, or one that says nothing about the version (429, 5xx).
    func portalVersion() async throws(PortalError) -> PortalVersion

    /// - Returns: nil if the portal doesn't say (it may not know the question).
    /// - Throws: `PortalError`, `.keyRefused` or `.unavailable` if continuing is pointless.
    func keyState() async throws(PortalError) -> KeyState?

    /// - Parameter progress: items met so far, and the portal's own count of all.
    /// - Throws: `PortalError`; there is no partial listing.
    func list(progress: @Sendable (Int, Int?) -> Void) async throws(PortalError) -> Listing

    /// Reads some entries of the trash, as the portal orders them now. A missing entry may be on another page.
    ///
    /// - Parameters:
    ///   - start: of entries.
    ///   - count: 1...100.
    /// - Returns: one page. `announcedTotal` is the portal's count of all entries.
    /// - Throws: as `list`.
    func page(at start: Int, count: Int) async throws(PortalError) -> Listing

    /// Inspects one item, wherever it is now.
    ///
    /// - Throws: `PortalError`, also when "not found" or "denied" may mean the portal instead of the item.
    func inspect(_ key: ItemKey) async throws(PortalError) -> Inspection

    /// Whether the portal still serves the trash at all.
    func probe() async throws(PortalError)

    /// Whether the portal still works on moves or deletions of this user, requested by anyone.
    func isWorking() async throws(PortalError) -> Bool

    /// Where the folder lies from which items were deleted.
    ///
    /// - Returns: `.unknown` also for a folder that is trashed, gone or not readable.
    /// - Throws: `PortalError` if the portal gives no usable answer.
    func originLocation(ofFolder id: Int) async throws(PortalError) -> OriginLocation

    /// A folder that restored items may go to, and its room's rules.
    ///
    /// - Throws: `PortalError`; `.denied` or `.missing` only when nothing can go there and the portal itself works.
    func destination(_ target: FixedTarget) async throws(PortalError) -> RestoreDestination
}

extension TrashReader {
    /// Where an item is now.
    ///
    /// - Throws: as `inspect`.
    package func locate(_ key: ItemKey) async throws(PortalError) -> Location {
        try await inspect(key).location
    }

    /// Lists everything; an adapter may know a cheaper way.
    package func probe() async throws(PortalError) {
        _ = try await list { _, _ in }
    }
}

/// How an operation ended, as the portal reports it; that proves nothing.
package enum OperationEnd: Sendable, Equatable {
    case finished
    case finishedWithError
    /// It left the portal's list before its end was seen. If it was seen at work, it is over; if it was never seen past 0 %,
    /// it may still run, hours later. Source: docs/internals/docspace-api.md §7.
    case leftList(wasSeenRunning: Bool)
    /// It stalled or could not be followed, and was never seen past 0 %: treated like one that left the list unseen.
    case notSeenAtWork(String)
    /// It stalled or could not be followed.
    case unknown(String)

    /// Why the end is unknown, as one clause without a period; nil when it was seen.
    package var doubt: String? {
        switch self {
        case .finished, .finishedWithError: nil
        case .leftList(wasSeenRunning: true): "its operation left the portal's list before its end was seen"
        case .leftList(wasSeenRunning: false):
            "its operation left the portal's list before it was seen running, and may still be carried out"
        case .notSeenAtWork(let reason), .unknown(let reason): reason
        }
    }
}

/// A requested operation, and its end.
package struct OperationReport: Sendable {
    package let id: String?
    package let end: OperationEnd
    /// How many items the portal reports as handled, those in folders included. Nil if it doesn't say.
    package let processed: Int?

    package init(id: String?, end: OperationEnd, processed: Int? = nil) {
        self.id = id
        self.end = end
        self.processed = processed
    }
}

/// The effect of a call on items of the trash.
package enum TrashChange: Sendable { case restoring, purging }

/// Changes one account's trash. Each call waits until the portal has finished the work, or until that can't be known.
package protocol TrashWriter: Sendable {
    /// Waits for our own pace until the next call may be sent at once, so that readings made then are fresh when the call is
    /// sent.
    ///
    /// - Throws: when no such call may be sent now.
    func prepare(_ change: TrashChange) async throws(PortalError)

    /// - Throws: `PortalError` when the call itself was not accepted. Only `excludesEffect` (the call was never sent) makes
    ///   it certain that no item was touched.
    ///
    /// `limit` is how long its operation is followed at most; after that its end is unknown.
    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalError) -> OperationReport
    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalError) -> OperationReport
    func emptyTrash(within limit: Duration) async throws(PortalError) -> OperationReport
}

extension TrashWriter {
    /// For a writer without a pace of its own.
    package func prepare(_ change: TrashChange) async throws(PortalError) {}
}

/// Keeps a record of each change, where nobody can quietly alter it.
package protocol AuditTrail: Sendable {
    /// A cheap check. - Throws: when records would be lost. Then nothing may be changed at a portal.
    func check() throws

    /// Proves that records arrive where people read them, and sends the missing ones again. May take some seconds.
    ///
    /// - Throws: as `check`.
    func prove() throws

    /// Whether records were sent that were never seen to arrive, also by an earlier process that may have died with the
    /// journal.
    func hasUnseenRecords() throws -> Bool

    /// Appends records in order; returns once they are safe.
    ///
    /// - Returns: the number of the last record in the trail.
    @discardableResult
    func append(_ records: [AuditRecord]) throws -> Int

    /// The records appended for an account after the one with that number, oldest first; at least those of the last ten
    /// minutes.
    func recent(account: String, after number: Int) throws -> [RecordedEvent]
}

extension AuditTrail {
    /// For a trail in which appending is proof.
    package func prove() throws { try check() }
    package func hasUnseenRecords() throws -> Bool { false }
}

/// The part of a record that finishing an interrupted sweep needs.
package struct RecordedEvent: Sendable {
    package let event: AuditEvent
    package let sweepID: String
    package let item: TrashedItem?
    package let rule: String?
    package let reason: String?
    package let at: Date

    package init(event: AuditEvent, sweepID: String, item: TrashedItem?, rule: String?, reason: String?, at: Date) {
        self.event = event
        self.sweepID = sweepID
        self.item = item
        self.rule = rule
        self.reason = reason
        self.at = at
    }
}
