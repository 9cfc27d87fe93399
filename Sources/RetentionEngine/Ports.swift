package import FoundationEssentials
package import Retention

/// An account's trash as one reading of all its pages shows it.
package struct Listing: Sendable {
    /// Every usable item once.
    package var items: ItemList
    /// Items among these that a part of the look didn't show again. They may lie in the trash or have been restored since:
    /// they are never asked to be destroyed on the strength of this look.
    package var unconfirmed: Set<ItemKey> = []
    /// Whether the look met an item twice: the trash changed meanwhile, and may hold more than was seen.
    package var hasRepeats = false
    /// Entries that can't be understood, or not even listed, and are therefore never touched.
    package var unusable: Int
    /// The portal's own count, which may lie. Nil when not sent.
    package var announcedTotal: Int?
    /// The trash's own id, as the portal names it in the listing. Nil when it doesn't.
    package var trashID: Int?
    /// Why the reader does not take the listing for the whole trash, in one clause. Nil when its end was proven.
    package var incompleteReason: String?
    /// Whether the portal announced more than it listed: then absence means nothing.
    package var isShort: Bool { announcedTotal.map { items.count + unusable < $0 } ?? false }
    /// Why it may not be the whole trash, in one clause: then it is no ground for a purge. Nil when it is whole.
    package var doubt: String? {
        if let incompleteReason { return incompleteReason }
        guard isShort, let announcedTotal else { return nil }
        return "the portal announced \(announcedTotal) entries and listed \(items.count + unusable)"
    }
    /// Whether an item that it doesn't show has left the trash, as far as one listing can tell. If not, nothing that is
    /// remembered of items may be dropped because of it.
    package var isConclusive: Bool { doubt == nil && unusable == 0 && unconfirmed.isEmpty && !hasRepeats }
    /// The items among these that it shows.
    package func items(_ keys: some Sequence<ItemKey>) -> [ItemKey: TrashedItem] {
        let wanted = Set(keys)
        guard !wanted.isEmpty else { return [:] }
        let indices = items.indices.filter { wanted.contains(items.key(at: $0)) }
        return Dictionary(indices.map { (items.key(at: $0), items[$0]) }) { first, _ in first }
    }

    /// Whether it shows items, and not one with a readable date of deletion: then nothing can become due, and nobody would notice.
    package var hasNoReadableDate: Bool { !items.isEmpty && !items.contains { $0.trashedAt != nil } }

    /// Our clock minus the portal's, the worst of the pass. Nil when the portal sent no date, infinite when it sent one that
    /// can't be read.
    package var clockSkewSeconds: TimeInterval?
    /// Of a single page: how long ago the portal was asked for it. Nil when that was not measured.
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

/// What the portal says of the key in use.
package struct KeyState: Sendable {
    package var expiresAt: Date?
    package var mayWrite: Bool
    /// Who created the key, and so whose trash it shows. Nil when the portal doesn't say.
    package var user: Person?

    package init(expiresAt: Date?, mayWrite: Bool, user: Person? = nil) {
        self.expiresAt = expiresAt
        self.mayWrite = mayWrite
        self.user = user
    }
}

/// Looks at one account's trash. Holds no way to change anything.
package protocol TrashReader: Sendable {
    /// The portal's version, requested without the key.
    ///
    /// - Returns: `.unknown` when an answer came that holds no version.
    /// - Throws: `PortalFailure` when no answer came, or one that says nothing about the version (429, 5xx).
    func portalVersion() async throws(PortalFailure) -> PortalVersion

    /// - Returns: nil when the portal doesn't tell (it may not know the question).
    /// - Throws: `PortalFailure`, `.keyRefused` or `.unavailable` when going on makes no sense.
    func keyState() async throws(PortalFailure) -> KeyState?

    /// - Parameter progress: items met so far, and the portal's own count of all.
    /// - Throws: `PortalFailure`; there is no partial listing.
    func list(progress: @Sendable (Int, Int?) -> Void) async throws(PortalFailure) -> Listing

    /// Reads some entries of the trash, as the portal orders them now. What it doesn't show may be on another page.
    ///
    /// - Parameters:
    ///   - start: of entries.
    ///   - count: 1...100.
    /// - Returns: one page. `announcedTotal` is the portal's count of all entries.
    /// - Throws: as `list`.
    func page(at start: Int, count: Int) async throws(PortalFailure) -> Listing

    /// Inspects one item, wherever it is now.
    ///
    /// - Throws: `PortalFailure`, also when "not found" or "denied" may mean the portal instead of the item.
    func inspect(_ key: ItemKey) async throws(PortalFailure) -> Inspection

    /// Whether the portal still serves the trash at all.
    func probe() async throws(PortalFailure)

    /// Whether the portal still works on moves or deletions of this user, whoever asked for them.
    func isWorking() async throws(PortalFailure) -> Bool

    /// Where a folder lies that items were deleted from.
    ///
    /// - Returns: `.unknown` also for a folder that is trashed, gone or not readable.
    /// - Throws: `PortalFailure` when the portal gives no usable answer.
    func originLocation(ofFolder id: Int) async throws(PortalFailure) -> OriginLocation

    /// A folder that restored items may go to, and its room's rules.
    ///
    /// - Throws: `PortalFailure`; `.denied` or `.missing` only when nothing can go there and the portal itself is well.
    func destination(_ target: FixedTarget) async throws(PortalFailure) -> RestoreDestination
}

extension TrashReader {
    /// Where an item is now.
    ///
    /// - Throws: as `inspect`.
    package func locate(_ key: ItemKey) async throws(PortalFailure) -> Location {
        try await inspect(key).location
    }

    /// By listing everything; an adapter may know a cheaper way.
    package func probe() async throws(PortalFailure) {
        _ = try await list { _, _ in }
    }
}

/// How an operation ended, by the portal's word, which is no proof.
package enum OperationEnd: Sendable, Equatable {
    case finished
    case finishedWithError
    /// It left the portal's list before its end was seen. One that was seen at work is over; one that was never seen past
    /// 0 % may still be carried out, hours later. Source: docs/internals/docspace-api.md §7.
    case leftList(wasSeenRunning: Bool)
    /// It stalled or could not be followed, and was never seen past 0 %: like one that left the list unseen.
    case notSeenAtWork(String)
    /// It stalled or could not be followed.
    case unknown(String)

    /// Why the end is not known, as one clause without a period; nil when it was seen.
    package var doubt: String? {
        switch self {
        case .finished, .finishedWithError: nil
        case .leftList(wasSeenRunning: true): "its operation left the portal's list before its end was seen"
        case .leftList(wasSeenRunning: false):
            "its operation left the portal's list before it was seen at work, and may still be carried out"
        case .notSeenAtWork(let reason), .unknown(let reason): reason
        }
    }
}

/// An operation that was asked for, and its end.
package struct OperationReport: Sendable {
    package let id: String?
    package let end: OperationEnd
    /// How many items the portal says that it handled, those in folders included. Nil when it doesn't say.
    package let processed: Int?

    package init(id: String?, end: OperationEnd, processed: Int? = nil) {
        self.id = id
        self.end = end
        self.processed = processed
    }
}

/// What a call does to items of the trash.
package enum TrashChange: Sendable { case restoring, purging }

/// Changes one account's trash. Each call waits until the portal has finished the work, or until that can't be known.
package protocol TrashWriter: Sendable {
    /// Waits for our own pace until the next call may be sent at once. What is read then is fresh when the call is sent.
    ///
    /// - Throws: when there may be no such call now.
    func prepare(_ change: TrashChange) async throws(PortalFailure)

    /// - Throws: `PortalFailure` when the call itself was not accepted. Only with `excludesEffect`, that is when it was never sent,
    ///   is it certain that no item was touched.
    ///
    /// `limit` is how long its operation is followed at most; then its end is not known.
    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalFailure) -> OperationReport
    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalFailure) -> OperationReport
    func emptyTrash(within limit: Duration) async throws(PortalFailure) -> OperationReport
}

extension TrashWriter {
    /// For a writer without a pace of its own.
    package func prepare(_ change: TrashChange) async throws(PortalFailure) {}
}

/// Keeps what was done, where nobody can quietly change it.
package protocol AuditTrail: Sendable {
    /// A cheap look. - Throws: when records would be lost. Then nothing may be changed at a portal.
    func check() throws

    /// Proves that records arrive where people read them, and sends again what didn't. May take some seconds.
    ///
    /// - Throws: as `check`.
    func prove() throws

    /// Whether records were sent that nobody has seen arrive: also those of an earlier process, which may have died with the journal.
    func hasUnseenRecords() throws -> Bool

    /// Appends records in order; returns once they are safe.
    ///
    /// - Returns: the number of the last record in the trail.
    @discardableResult
    func append(_ records: [AuditRecord]) throws -> Int

    /// What was appended of an account after a record with that number, oldest first; at least of the last ten minutes.
    func recent(account: String, after number: Int) throws -> [RecordedEvent]
}

extension AuditTrail {
    /// For a trail in which appending is proof.
    package func prove() throws { try check() }
    package func hasUnseenRecords() throws -> Bool { false }
}

/// As much of a record as finishing an interrupted sweep needs.
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
