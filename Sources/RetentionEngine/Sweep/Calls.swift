import Retention

/// What became of a call, or of the parts that it had to be divided into.
struct CallResult {
    enum Fate {
        /// The portal took it; its operation ended as reported, which is no proof for any item.
        case accepted(OperationReport)
        /// Not taken, and nothing done.
        case refused(PortalFailure)
        /// Not even sent, after the portal had refused too much.
        case notSent(PortalFailure)
        /// Perhaps taken.
        case unsure(PortalFailure)
    }

    let items: [PlannedItem]
    let fate: Fate

    /// Whether the portal only asked to come back later.
    var isPostponed: Bool {
        if case .notSent(let failure) = fate { failure.kind == .throttled } else { false }
    }
}

extension CallResult.Fate {
    /// Whether it is certain that the call did nothing.
    var isWithoutEffect: Bool {
        switch self {
        case .refused, .notSent: true
        case .accepted, .unsure: false
        }
    }

    /// Whether nobody knows that the call is over.
    var mayStillBeCarriedOut: Bool {
        switch self {
        case .unsure: true
        case .accepted(let report): report.end.doubt != nil
        case .refused, .notSent: false
        }
    }

    /// Whether its operation left the portal's list without having been seen at work.
    var mayRunUnseen: Bool {
        if case .accepted(let report) = self { report.end == .leftList(wasSeenRunning: false) } else { false }
    }

    /// Whether the portal took the call and says that it is through with it.
    var isOver: Bool {
        if case .accepted = self { !mayStillBeCarriedOut } else { false }
    }

    /// Whether another destination is worth trying: this one was refused, or failed to take the item.
    var maySucceedElsewhere: Bool {
        switch self {
        case .refused(let failure), .notSent(let failure): failure.kind == .denied || failure.kind == .missing
        case .accepted: true
        case .unsure: false
        }
    }
}

/// Sends calls that the portal takes or refuses as a whole, and finds the items that it refuses.
///
/// One bad id makes the portal refuse the whole call without naming it (docspace/api.md §5): the call is then halved
/// until the culprit stands alone.
struct Caller {
    /// So many single refusals in a row, and nothing taken yet, mean that the portal refuses everything.
    static let mostRefusals = 8
    /// After so many calls with an unknown effect the portal is too sick to go on.
    static let mostUnsure = 3

    private let reader: any TrashReader
    private let send: ([ItemKey]) async throws(PortalFailure) -> OperationReport
    private var refusals = 0
    /// Calls whose effect is unknown. After each, look before sending more.
    private(set) var unsure = 0
    private var hasBeenTaken = false
    /// Set once going on makes no sense; the rest is then not sent.
    private(set) var stopped: PortalFailure?

    /// - Parameter reader: to see, before a call is divided, whether the portal still serves the trash: a suspended or
    ///   busy one refuses everything in the same words as a stuck item.
    init(reader: any TrashReader, _ send: @escaping ([ItemKey]) async throws(PortalFailure) -> OperationReport) {
        self.reader = reader
        self.send = send
    }

    /// - Returns: every item exactly once, in calls as they were finally made.
    mutating func call(_ items: [PlannedItem]) async -> [CallResult] {
        guard !items.isEmpty else { return [] }
        if let stopped { return [CallResult(items: items, fate: .notSent(stopped))] }
        do throws(PortalFailure) {
            let report = try await send(items.map(\.item.key))
            hasBeenTaken = true
            refusals = 0
            if let reason = report.end.doubt {
                noteUnsure(PortalFailure(.unavailable, excludesEffect: false, reason))
            }
            return [CallResult(items: items, fate: .accepted(report))]
        } catch {
            return await handle(error, items)
        }
    }

    private mutating func noteUnsure(_ failure: PortalFailure) {
        unsure += 1
        guard unsure >= Self.mostUnsure || failure.kind == .cancelled else { return }
        stopped = PortalFailure(failure.kind, excludesEffect: true, failure.description)
    }

    private mutating func handle(_ failure: PortalFailure, _ items: [PlannedItem]) async -> [CallResult] {
        guard failure.excludesEffect else {
            noteUnsure(failure)
            return [CallResult(items: items, fate: .unsure(failure))]
        }
        guard failure.kind == .denied || failure.kind == .missing else {
            stopped = failure
            return [CallResult(items: items, fate: .notSent(failure))]
        }
        guard items.count > 1 else {
            // What somebody else took first says nothing about the portal, which may answer 403 for it.
            if failure.kind == .denied, await isInTrash(items[0]) { refusals += 1 }
            if refusals >= Self.mostRefusals, !hasBeenTaken { stopped = failure }
            return [CallResult(items: items, fate: .refused(failure))]
        }
        do throws(PortalFailure) { try await reader.probe() } catch {
            stopped = error
            return [CallResult(items: items, fate: .notSent(error))]
        }
        let middle = items.count / 2
        let first = await call(Array(items[..<middle]))
        return first + (await call(Array(items[middle...])))
    }

    /// Errs on the side of true.
    private func isInTrash(_ planned: PlannedItem) async -> Bool {
        do throws(PortalFailure) {
            if case .trash = try await reader.locate(planned.item.key) { return true }
            return false
        } catch {
            return true
        }
    }
}
