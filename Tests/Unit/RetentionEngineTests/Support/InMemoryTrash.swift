import Foundation
import Synchronization

@testable import Retention
@testable import RetentionEngine

/// One account's trash for the engine's ports. Like the portal, it takes or refuses a call as a whole, and keeps a log
/// of every call.
final class InMemoryTrash: TrashReader, TrashWriter {
    enum Call: Equatable, Sendable {
        case keyState, list, page(Int), probe, locate(ItemKey), isWorking, destination(FixedTarget), originLocation(Int)
        case restore([ItemKey], into: Int), purge([ItemKey]), emptyTrash

        var isChange: Bool {
            switch self {
            case .restore, .purge, .emptyTrash: true
            case .keyState, .list, .page, .probe, .locate, .isWorking, .destination, .originLocation: false
            }
        }
    }

    struct Contents: Sendable {
        var items: [TrashedItem] = []
        /// Whether the portal lists operations that are not over.
        var isWorking = false
        /// Restored items, by the folder that they went to.
        var restored: [ItemKey: Int] = [:]
        var calls: [Call] = []
        /// A call that names one of these is refused as a whole, with 403.
        var stuck: Set<ItemKey> = []
        /// Destinations that can't take anything; all others can.
        var closed: Set<FixedTarget> = []
        var key: KeyState? = KeyState(
            expiresAt: nil, mayWrite: true, user: Person(id: "alice-id", displayName: "Alice Example"))
        /// Where origin folders lie; all others in My documents.
        var origins: [Int: OriginLocation] = [:]
        /// Destinations with rules of their own.
        var destinations: [FixedTarget: RestoreDestination] = [:]
        var unusable = 0
        /// Listed, but not by the last pass.
        var unconfirmed: Set<ItemKey> = []
        var hasRepeats = false
        var announcedTotal: Int?
        /// Nil: the listing is complete.
        var incompleteReason: String?
        var trashID: Int? = 12
        var version = PortalVersion.release(ReleaseNumber(3, 7, 2))
        var skew: TimeInterval? = 0
        /// The order in which pages show the items, by the number of calls so far. Nil: as they are.
        var order: (@Sendable ([TrashedItem], Int) -> [TrashedItem])?

        func count(_ isMeant: (Call) -> Bool) -> Int { calls.count(where: isMeant) }
    }

    /// Sees each call before it is carried out. It may change the contents, answer instead of the trash, or fail.
    typealias Script = @Sendable (inout Contents, Call) throws(PortalError) -> OperationReport?

    private let contents: Mutex<Contents>
    private let script: Mutex<Script> = Mutex { _, _ in nil }
    private let delay = Mutex<@Sendable (Int) -> Void> { _ in }

    init(_ items: [TrashedItem]) {
        contents = Mutex(Contents(items: items))
    }

    var now: Contents { contents.withLock { $0 } }
    func change(_ body: (inout Contents) -> Void) { contents.withLock { body(&$0) } }
    /// Runs after a page was requested, with its number of entries, before it is made.
    func delayPages(_ body: @escaping @Sendable (Int) -> Void) { delay.withLock { $0 = body } }
    func follow(_ new: @escaping Script) { script.withLock { $0 = new } }

    /// It takes every change, does nothing, and never reports how the operation ended.
    func loseChanges() {
        follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .unknown("it vanished")) : nil
        }
    }

    private func begin(_ call: Call) throws(PortalError) -> OperationReport? {
        let script = script.withLock { $0 }
        let result: Result<OperationReport?, PortalError> = contents.withLock { contents in
            contents.calls.append(call)
            do throws(PortalError) { return .success(try script(&contents, call)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    func keyState() async throws(PortalError) -> KeyState? {
        _ = try begin(.keyState)
        return now.key
    }

    func list(progress: @Sendable (Int, Int?) -> Void) async throws(PortalError) -> Listing {
        _ = try begin(.list)
        let now = now
        var listing = Listing(
            items: now.items, unusable: now.unusable, announcedTotal: now.announcedTotal, clockSkewSeconds: now.skew)
        listing.unconfirmed = now.unconfirmed
        listing.hasRepeats = now.hasRepeats
        listing.incompleteReason = now.incompleteReason
        listing.trashID = now.trashID
        return listing
    }

    /// A page as it is now. Items that a listing's last pass didn't show are left out here, too.
    func page(at start: Int, count: Int) async throws(PortalError) -> Listing {
        delay.withLock { $0 }(count)
        _ = try begin(.page(start))
        let now = now
        let order = now.order?(now.items, now.calls.count) ?? now.items
        let shown = order.filter { !now.unconfirmed.contains($0.key) }
        var page = Listing(
            items: Array(shown.dropFirst(start).prefix(count)), unusable: 0,
            announcedTotal: now.announcedTotal ?? now.items.count, clockSkewSeconds: now.skew)
        page.trashID = now.trashID
        return page
    }

    func probe() async throws(PortalError) {
        _ = try begin(.probe)
    }

    func inspect(_ key: ItemKey) async throws(PortalError) -> Inspection {
        _ = try begin(.locate(key))
        guard let item = now.items.first(where: { $0.key == key }) else {
            guard let folder = now.restored[key] else { return Inspection(.gone) }
            var inspection = Inspection(.elsewhere)
            inspection.folderID = folder
            inspection.rootFolderType = 5
            return inspection
        }
        var inspection = Inspection(.trash(trashedAt: item.trashedAt))
        inspection.item = item
        inspection.folderID = now.trashID
        inspection.rootFolderType = 3
        return inspection
    }

    func portalVersion() async throws(PortalError) -> PortalVersion { now.version }

    func isWorking() async throws(PortalError) -> Bool {
        _ = try begin(.isWorking)
        return now.isWorking
    }

    func originLocation(ofFolder id: Int) async throws(PortalError) -> OriginLocation {
        _ = try begin(.originLocation(id))
        return now.origins[id] ?? .myDocuments
    }

    func destination(_ target: FixedTarget) async throws(PortalError) -> RestoreDestination {
        _ = try begin(.destination(target))
        if now.closed.contains(target) { throw PortalError(.denied, excludesEffect: true, "it is archived") }
        if let destination = now.destinations[target] { return destination }
        if case .folder(let id) = target { return RestoreDestination(id: id, title: "Folder \(id)") }
        return RestoreDestination(id: 1, title: "My documents")
    }

    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalError) -> OperationReport {
        if let report = try begin(.restore(keys, into: folder)) { return report }
        return try take(keys) { contents in
            for key in keys { contents.restored[key] = folder }
        }
    }

    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalError) -> OperationReport {
        if let report = try begin(.purge(keys)) { return report }
        return try take(keys) { _ in }
    }

    func emptyTrash(within limit: Duration) async throws(PortalError) -> OperationReport {
        if let report = try begin(.emptyTrash) { return report }
        return try take(now.items.map(\.key)) { _ in }
    }

    private func take(
        _ keys: [ItemKey], _ effect: (inout Contents) -> Void
    ) throws(PortalError) -> OperationReport {
        let result: Result<OperationReport, PortalError> = contents.withLock { contents in
            if !contents.stuck.isDisjoint(with: keys) { return .failure(.denied) }
            let present = Set(contents.items.map(\.key))
            if !present.isSuperset(of: keys) { return .failure(.missing) }
            contents.items.removeAll { keys.contains($0.key) }
            effect(&contents)
            return .success(
                OperationReport(id: "op-\(contents.calls.count)", end: .finished, processed: keys.count))
        }
        return try result.get()
    }
}

extension PortalError {
    static let denied = PortalError(.denied, excludesEffect: false, "the portal denied access (403)")
    static let missing = PortalError(.missing, excludesEffect: false, "the portal answered \"not found\" (404)")
    static let keyRefused = PortalError(.keyRefused, excludesEffect: false, "the portal refused the key (401)")
    static let throttled = PortalError(.throttled, excludesEffect: false, "the portal asks for fewer requests (429)")
    static let timedOut = PortalError(.unavailable, excludesEffect: false, "the portal did not answer in time")
    static let unreachable = PortalError(.unavailable, excludesEffect: true, "no connection")
    static let cancelled = PortalError(.cancelled, excludesEffect: false, "stopped")
}
