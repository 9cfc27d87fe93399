import Retention

/// The outcome of an item: from the evidence, the status of the call, and whether the portal still works.
///
/// One table for all requests of the present sweep (docs/internals/requests.md). A refusal excludes nothing:
/// only a call that was never sent did nothing for certain.
enum OutcomeRules {
    /// - Parameters:
    ///   - isWorking: whether the portal works on anything of this user.
    ///   - target: the folder that a restore was to put it into. Nil for a purge, and if unknown.
    static func result(
        _ action: OpenRequest.Action, _ evidence: ItemEvidence, _ status: CallStatus, isWorking: Bool, target: Int?
    ) -> ItemResult {
        switch evidence {
        case .uninspectable(let reason): .unknown("it can't be inspected: \(reason)")
        case .unproven: .unknown("the portal doesn't say where it is")
        case .inTrash: stillThere(status, isWorking)
        case .trashedAgain: action == .purge ? trashedAgain(status, isWorking) : stillThere(status, isWorking)
        case .unlisted, .gone: action == .purge ? gone(evidence, status) : .overtaken("it no longer exists")
        case .outOfReach: left(status, isWorking, "somebody moved it out of the top level of the trash meanwhile")
        case .elsewhere(let folder):
            action == .purge
                ? left(status, isWorking, "somebody restored it meanwhile")
                : restored(isAtTarget: target == nil || folder == nil || folder == target, status, isWorking)
        }
    }

    private static func stillThere(_ status: CallStatus, _ isWorking: Bool) -> ItemResult {
        switch status {
        case .notSent(let reason): .failed("not tried: \(reason)", quarantine: false)
        case .refused(let reason, _) where isWorking: .unknown("\(reason), and the portal is still at work")
        case .refused(let reason, let isOfItem): .failed(reason, quarantine: isOfItem)
        case .inDoubt(let reason): .unknown(reason)
        case .finished where isWorking, .finishedWithError where isWorking: .stillAtWork
        case .finished: .failed("the portal reported success, but it is still in the trash", quarantine: true)
        case .finishedWithError: .failed("the portal reported an error", quarantine: true)
        }
    }

    /// The portal's work may still reach an item that came back.
    private static func trashedAgain(_ status: CallStatus, _ isWorking: Bool) -> ItemResult {
        left(status, isWorking, "somebody restored it meanwhile; it is in the trash again")
    }

    private static func gone(_ evidence: ItemEvidence, _ status: CallStatus) -> ItemResult {
        switch status {
        case .notSent: .overtaken("it no longer exists; somebody else removed it")
        case .refused: .done("found gone, although it was refused")
        case .finished: .done(nil)
        case .finishedWithError, .inDoubt:
            // Listings alone prove nothing without a clean end.
            evidence == .gone ? .done("found gone") : .unknown("it is not listed, and was not inspected")
        }
    }

    /// Somebody took it away; a call that may still run would reach it there.
    private static func left(_ status: CallStatus, _ isWorking: Bool, _ reason: String) -> ItemResult {
        switch status {
        case .notSent: .overtaken(reason)
        case .inDoubt: .unknown("\(reason), and the call may still be carried out")
        case .refused where isWorking: .unknown("\(reason), and the portal is still at work")
        case .finished where isWorking, .finishedWithError where isWorking:
            .unknown("\(reason), and the portal is still at work")
        case .refused, .finished, .finishedWithError: .overtaken(reason)
        }
    }

    /// A restore is ours only in the requested folder.
    private static func restored(isAtTarget: Bool, _ status: CallStatus, _ isWorking: Bool) -> ItemResult {
        guard isAtTarget else { return left(status, isWorking, "somebody restored it to another folder") }
        return switch status {
        case .notSent: .overtaken("somebody else restored it")
        case .refused: .done("found restored, although it was refused")
        case .finished, .finishedWithError, .inDoubt: .done(nil)
        }
    }
}

extension ItemResult {
    /// The call is over, its work perhaps not: the network may have delivered it twice.
    static let stillAtWork = unknown("still in the trash after its operation, and the portal is still at work")
}
