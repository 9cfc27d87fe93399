import Retention

/// Whether a sweep may purge now: takes facts and returns the first reason against it. Pure.
///
/// `Check` is the one ordered list of reasons. A trash that another account has is not even listed (`TrashReader.list`).
/// Reasons about single items belong to the planner: the grace of a policy, a hold, the quarantine and a missing date keep an
/// item out of the set to be purged, and `maxPurgeItemsPerDay` makes the set smaller.
struct PurgeGate {
    /// In the order in which they are checked. The first four end a sweep before any change; the others still allow restores.
    enum Check: CaseIterable {
        case portalVersion, trashOwner, auditTrail, key
        case listing, readableDates, clock, holds
        case pause, block, inflow, limits, approval
    }

    /// The scope of a person's `--confirm-limits`.
    enum Confirmation: Equatable {
        case none
        /// This sweep, of any size.
        case sweep
        /// A purge of at most this number of items: an earlier sweep was confirmed when no purge was due.
        case items(Int)
    }

    struct Objection {
        let check: Check
        let problem: SweepError
        /// The limit that is exceeded: from now on nothing is purged until a person confirms or the policy changes.
        var limit: Refusal?
        /// The text that is recorded each time; nil: none.
        var recorded: String?
    }

    /// Nil: not known yet; only a check of the facts known so far may pass with it.
    var support: PortalSupport?
    /// The owner of the listed trash, and the expected one; nil without one.
    var trash: (found: TrashOwner?, expected: TrashOwner?)?
    /// Why the audit trail takes no records. Nil: it does.
    var auditProblem: String?
    var mayWrite = true
    /// The newest complete listing.
    var listing: Listing?
    /// Why the holds of persons are unknown. Nil: they are known.
    var holdsProblem: String?
    /// A person's pause of purges. Nil: there is none.
    var pause: String?
    /// Why an earlier sweep under this policy purged nothing, until a person confirms. Nil: nothing is blocked.
    var blocked: String?
    var inflow: Refusal?
    /// Items about to be purged, and all listed ones, a folder with its contents.
    var count = 0
    var listed = 0
    var limits: Limits
    var confirmation = Confirmation.none
    /// Why a second person must approve first. Nil: no approval is needed, or it is there.
    var approvalObjection: String?

    init(_ limits: Limits) { self.limits = limits }

    /// The first reason not to purge; nil if there is none.
    func objection(_ checks: [Check] = Check.allCases) -> Objection? {
        for check in checks {
            if let objection = objection(check) { return objection }
        }
        return nil
    }

    private func objection(_ check: Check) -> Objection? {
        func because(_ problem: SweepError?) -> Objection? { problem.map { Objection(check: check, problem: $0) } }
        switch check {
        case .portalVersion: return because(AccountProblem.unsupported(support).flatMap(SweepError.init))
        case .trashOwner: return because(trash.flatMap(Self.problem))
        case .auditTrail: return because(auditProblem.map { .noAudit($0) })
        case .key: return because(mayWrite ? nil : SweepError(.readOnlyKey))
        case .listing: return because(listing?.doubt.map { .incompleteListing($0) })
        case .readableDates:
            guard let listing, listing.hasNoReadableDate else { return nil }
            return because(.noReadableDates(items: listing.items.count))
        case .clock:
            guard let refusal = Guardrail.clock(skewSeconds: listing?.clockSkewSeconds) else { return nil }
            return Objection(check: check, problem: .refused(refusal), recorded: refusal.description)
        case .holds: return because(holdsProblem.map { .unknownHolds($0) })
        case .pause: return because(pause.map { .paused($0) })
        case .block: return because(confirmation == .sweep ? nil : blocked.map { .blocked($0) })
        case .inflow: return confirmation == .sweep ? nil : inflow.map { limit($0, check) }
        case .limits: return exceededLimit.map { limit($0, check) }
        case .approval: return because(approvalObjection.map { .awaitingApproval($0) })
        }
    }

    private func limit(_ refusal: Refusal, _ check: Check) -> Objection {
        Objection(check: check, problem: .refused(refusal), limit: refusal)
    }

    /// The limit that the set exceeds and no confirmation covers.
    private var exceededLimit: Refusal? {
        switch confirmation {
        case .sweep: return nil
        case .items(let allowed) where count <= allowed: return nil
        case .items, .none: return Guardrail.limit(count: count, listed: listed, limits)
        }
    }

    private static func problem(_ trash: (found: TrashOwner?, expected: TrashOwner?)) -> SweepError? {
        guard let found = trash.found else {
            return .unavailable("the portal doesn't say whose trash it listed, so nothing was changed")
        }
        return AccountProblem.otherTrash(found, before: trash.expected).flatMap(SweepError.init)
    }
}
