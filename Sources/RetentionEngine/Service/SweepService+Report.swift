extension SweepService.Report {
    /// The service's report on a sweep.
    package init(_ outcome: SweepOutcome) {
        let health: AccountStatus.Health =
            switch outcome.problem {
            case nil, .superseded: .ok
            case .refused, .blocked, .itemsFailed, .incompleteListing, .noReadableDates, .unknownHolds,
                .awaitingApproval, .paused, .cancelled:
                .degraded
            case .keyRefused, .otherTrash, .sharedTrash, .unavailable, .unsupportedPortal, .gaveUp, .state, .storage,
                .noAudit:
                .failing
            }
        self.init(outcome: outcome, problem: health == .ok ? nil : outcome.problem?.description, health: health)
    }
}
