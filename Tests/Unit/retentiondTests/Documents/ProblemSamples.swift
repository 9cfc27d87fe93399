import DocSpace
import Foundation

@testable import Retention
@testable import RetentionEngine

/// One value of each case of an enum whose cases carry values, so that it has no list of them.
protocol Sampled {
    /// The value after another; nil gives the first, and the last gives nil. A switch without a default, so that a new case
    /// must be added here.
    static func sample(after last: Self?) -> Self?
}

extension Sampled {
    static var samples: [Self] { Array(sequence(first: sample(after: nil)!) { sample(after: $0) }) }
}

private let date = Date(timeIntervalSince1970: 1_795_424_400)
private let (alice, bob) = (TrashOwner(trashID: 1, user: nil), TrashOwner(trashID: 2, user: nil))

extension Refusal: Sampled {
    static func sample(after last: Refusal?) -> Refusal? {
        switch last {
        case nil: .tooManyItems(count: 3, limit: 2)
        case .tooManyItems: .tooLargeShare(count: 3, listed: 4, limit: 0.5)
        case .tooLargeShare: .unusualInflow(received: 100, usualPerDay: 1, factor: 10)
        case .unusualInflow: .clockDisagrees(seconds: 301)
        case .clockDisagrees: .clockUnreadable
        case .clockUnreadable: nil
        }
    }
}

extension StateError: Sampled {
    static func sample(after last: StateError?) -> StateError? {
        switch last {
        case nil: .unreadable(path: "/x", reason: "xyzzy")
        case .unreadable: .corrupt(path: "/x")
        case .corrupt: .newer(path: "/x")
        case .newer: .unwritable(path: "/x", reason: "xyzzy")
        case .unwritable: .locked(account: "alice")
        case .locked: .badHold(path: "/x", reason: "xyzzy")
        case .badHold: nil
        }
    }
}

extension DocSpaceError: Sampled {
    static func sample(after last: DocSpaceError?) -> DocSpaceError? {
        switch last {
        case nil: .unauthorized
        case .unauthorized: .forbidden
        case .forbidden: .notFound
        case .notFound: .paymentRequired
        case .paymentRequired: .refused(status: 415)
        case .refused: .throttled(retryAfterSeconds: 5)
        case .throttled: .writesUsedUp(retryAfterSeconds: 5)
        case .writesUsedUp: .server(status: 500, retryAfterSeconds: nil)
        case .server: .redirected(status: 301)
        case .redirected: .unreachable("xyzzy")
        case .unreachable: .interrupted("xyzzy")
        case .interrupted: .timedOut
        case .timedOut: .responseTooLarge(limitBytes: 9)
        case .responseTooLarge: .malformed("xyzzy")
        case .malformed: .stale("xyzzy")
        case .stale: .cancelled
        case .cancelled: nil
        }
    }
}

extension PortalSupport: Sampled {
    static func sample(after last: PortalSupport?) -> PortalSupport? {
        switch last {
        case nil: .supported(newestChecked)
        case .supported: .newer(ReleaseNumber(99, 0, 0))
        case .newer: .tooOld(ReleaseNumber(2, 0, 0))
        case .tooOld: .unknown("xyzzy")
        case .unknown: nil
        }
    }
}

extension AccountProblem: Sampled {
    static func sample(after last: AccountProblem?) -> AccountProblem? {
        switch last {
        case nil: .unsupportedPortal(.tooOld(ReleaseNumber(2, 0, 0)))
        case .unsupportedPortal: .otherTrash(found: bob, expected: alice)
        case .otherTrash: .readOnlyKey
        case .readOnlyKey: .blocked(reason: Refusal.tooManyItems(count: 3, limit: 2).description, since: date)
        case .blocked: .failing(reason: nil, inARow: 3, isLasting: true)
        case .failing: .overdue(lastSweptAt: date)
        case .overdue: .unlisted(reason: "xyzzy")
        case .unlisted: .keyExpires(at: date, isOver: false)
        case .keyExpires(_, isOver: false): .keyExpires(at: date, isOver: true)
        case .keyExpires: .paused(PurgePause(since: date, by: "Bob", reason: nil).text)
        case .paused: .backlog(until: date)
        case .backlog: .quarantine(items: 2)
        case .quarantine: nil
        }
    }
}

extension SweepError: Sampled {
    /// Cases that only pass a reason on get one that is a problem itself.
    static func sample(after last: SweepError?) -> SweepError? {
        switch last {
        case nil: .keyRefused(DocSpaceError.unauthorized.description)
        case .keyRefused: .unavailable(DocSpaceError.timedOut.description)
        case .unavailable: .gaveUp(DocSpaceError.throttled(retryAfterSeconds: nil).description)
        case .gaveUp: .state(StateError.corrupt(path: "/x").description)
        case .state: .storage(StateError.unwritable(path: "/x", reason: "xyzzy").description)
        case .storage:
            .noAudit("no systemd journal runs here, and without an audit trail nothing is changed at a portal")
        case .noAudit: .refused(.clockUnreadable)
        case .refused: .blocked(Refusal.tooManyItems(count: 3, limit: 2).description)
        case .blocked: .itemsFailed(failed: 1, unknown: 0)
        case .itemsFailed(failed: 1, _): .itemsFailed(failed: 0, unknown: 1)
        case .itemsFailed: .unsupportedPortal(.unknown("xyzzy"))
        case .unsupportedPortal: .otherTrash(found: bob, expected: alice)
        case .otherTrash: .sharedTrash("the account \"bob\" has the same trash")
        case .sharedTrash: .incompleteListing("xyzzy")
        case .incompleteListing: .noReadableDates(items: 3)
        case .noReadableDates: .awaitingApproval(objection)
        case .awaitingApproval: .paused(PurgePause(since: date, by: "Bob", reason: nil).text)
        case .paused: .unknownHolds(StateError.badHold(path: "/x", reason: "xyzzy").description)
        case .unknownHolds: .cancelled
        case .cancelled: .superseded
        case .superseded: nil
        }
    }

    private static var objection: String {
        let item = TrashedItem(key: ItemKey(.file, 1), title: "a")
        let due = PlannedItem(item: item, decision: .purge, rule: nil, reason: "xyzzy")
        return PurgeApproval.objection(to: [due, due], above: 1, policyDigest: "", nil) ?? ""
    }
}
