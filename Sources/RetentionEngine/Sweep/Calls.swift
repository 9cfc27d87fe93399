import Retention

/// How a call that names one or more items ended.
enum BatchStatus {
    /// The portal took it. Its operation ended as reported, which proves nothing about any item.
    case accepted(OperationReport)
    /// The portal, or a gateway that had passed it on, answered that it wasn't taken. That proves nothing either.
    case refused(PortalError)
    /// Not even sent.
    case notSent(PortalError)
    /// Perhaps taken: there was no usable answer.
    case unsure(PortalError)

    /// The meaning of a failed call.
    init(_ failure: PortalError) {
        self =
            if failure.excludesEffect {
                .notSent(failure)
            } else {
                switch failure.kind {
                case .denied, .missing, .keyRefused, .throttled: .refused(failure)
                case .unavailable, .cancelled, .sharedTrash, .superseded: .unsure(failure)
                }
            }
    }
}

/// The result of a call, or of the parts that it had to be divided into.
struct BatchResult {
    let items: [PlannedItem]
    let status: BatchStatus

    /// Whether the portal only asked us to wait.
    var isPostponed: Bool {
        switch status {
        case .notSent(let failure), .refused(let failure): failure.kind == .throttled
        case .accepted, .unsure: false
        }
    }

    /// The same, for a call that wasn't even sent.
    var isUnsentForNow: Bool {
        if case .notSent = status { isPostponed } else { false }
    }
}

extension BatchStatus {
    /// Of items that a refused call named, and that its parts did not name.
    static let refusedBefore = BatchStatus.refused(
        PortalError(.unavailable, excludesEffect: false, "a call that named it was refused"))

    /// Whether another destination is worth trying: this one was refused, or failed to take the item.
    var maySucceedElsewhere: Bool {
        switch self {
        case .refused(let failure), .notSent(let failure): failure.kind == .denied || failure.kind == .missing
        case .accepted: true
        case .unsure: false
        }
    }

    /// Whether the refusal is about the items, and not about the key or the portal.
    var isRefusalOfItem: Bool {
        if case .refused(_, isOfItem: true) = callStatus { true } else { false }
    }
}

/// Sends calls that the portal takes or refuses as a whole, and finds the items that it refuses.
///
/// One bad id makes the portal refuse the whole call without naming it (docspace-api.md §5): the call is then halved until
/// the bad id is alone. If a refused call took effect anyway, the inspection of its items shows that.
struct BisectingSender {
    /// This number of single refusals in a row, with nothing taken yet, means that the portal refuses everything.
    static let maxRefusals = 8
    /// After this number of calls with an unknown effect the sweep stops: the portal works too badly.
    static let maxUnsure = 3

    private let reader: any TrashReader
    private let send: ([ItemKey], Duration) async throws(PortalError) -> OperationReport
    private var refusals = 0
    /// Calls whose effect is unknown. After each, the trash is listed before more is sent.
    private(set) var unsure = 0
    private var hasBeenTaken = false
    /// Set once continuing is pointless; the rest is then not sent.
    private(set) var stopped: PortalError?

    /// - Parameters:
    ///   - reader: shows, before a call is divided, whether the portal still serves the trash: a suspended or busy one
    ///     refuses everything with the same answer as a stuck item.
    ///   - send: makes a call; its operation is followed for at most this time.
    init(
        reader: any TrashReader, _ send: @escaping ([ItemKey], Duration) async throws(PortalError) -> OperationReport
    ) {
        self.reader = reader
        self.send = send
    }

    /// - Returns: every item exactly once, in calls as they were finally made.
    mutating func call(_ items: [PlannedItem]) async -> [BatchResult] { await call(items, refused: false) }

    /// - Parameter refused: whether a larger call with these items was refused before.
    private mutating func call(_ items: [PlannedItem], refused: Bool) async -> [BatchResult] {
        guard !items.isEmpty else { return [] }
        if let stopped {
            return [BatchResult(items: items, status: refused ? .refused(stopped.ofNoItem) : .notSent(stopped))]
        }
        do throws(PortalError) {
            let report = try await send(items.map(\.item.key), OperationWait.limit(of: items.lazy.map(\.item)))
            hasBeenTaken = true
            refusals = 0
            if let reason = report.end.doubt {
                noteUnsure(PortalError(.unavailable, excludesEffect: false, reason))
            }
            return [BatchResult(items: items, status: .accepted(report))]
        } catch {
            return await handle(error, items, refused: refused)
        }
    }

    private mutating func noteUnsure(_ failure: PortalError) {
        unsure += 1
        guard unsure >= Self.maxUnsure || failure.kind == .cancelled else { return }
        stopped = PortalError(failure.kind, excludesEffect: true, failure.description)
    }

    private mutating func handle(
        _ failure: PortalError, _ items: [PlannedItem], refused: Bool
    ) async -> [BatchResult] {
        let status = BatchStatus(failure)
        switch status {
        case .accepted: break
        case .unsure:
            noteUnsure(failure)
            return [BatchResult(items: items, status: status)]
        case .notSent:
            stopped = failure
            return [BatchResult(items: items, status: refused ? .refused(failure.ofNoItem) : status)]
        case .refused:
            guard status.isRefusalOfItem else {
                stopped = failure
                return [BatchResult(items: items, status: status)]
            }
        }
        guard items.count > 1 else {
            // An item that somebody else took first proves nothing about the portal, which may answer 403 for it.
            if failure.kind == .denied, await isInTrash(items[0]) { refusals += 1 }
            if refusals >= Self.maxRefusals, !hasBeenTaken { stopped = failure }
            return [BatchResult(items: items, status: status)]
        }
        do throws(PortalError) { try await reader.probe() } catch {
            stopped = error
            return [BatchResult(items: items, status: .refused(error.ofNoItem))]
        }
        let middle = items.count / 2
        let first = await call(Array(items[..<middle]), refused: true)
        return first + (await call(Array(items[middle...]), refused: true))
    }

    /// True if unknown.
    private func isInTrash(_ planned: PlannedItem) async -> Bool {
        do throws(PortalError) {
            if case .trash = try await reader.locate(planned.item.key) { return true }
            return false
        } catch {
            return true
        }
    }
}

extension PortalError {
    /// The same failure as the reason why items that were refused together were not sent alone: it proves nothing about any
    /// of them.
    fileprivate var ofNoItem: PortalError {
        var failure = PortalError(
            kind == .denied || kind == .missing ? .unavailable : kind, excludesEffect: false, description)
        failure.retryAfter = retryAfter
        return failure
    }
}
