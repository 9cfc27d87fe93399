import Retention

/// Whether it is a portal, and the trash, that this account may be swept at.
extension SweepRun {
    /// The portal's version, if it is one that may be changed.
    ///
    /// - Throws: `SweepProblem.unsupportedPortal`, before anything else is requested.
    mutating func supportedVersion() async throws(SweepProblem) -> PortalVersion {
        let version: PortalVersion
        do throws(PortalFailure) { version = try await sweeper.reader.portalVersion() } catch {
            throw SweepProblem(error)
        }
        state.portalVersion = version.number?.description
        let support = PortalSupport(version)
        gate.support = support
        if let objection = gate.objection([.portalVersion]) { throw objection.problem }
        if let warning = support.warning, state.reportedVersion != state.portalVersion {
            outcome.warnings.append(warning)
        }
        state.reportedVersion = support.warning == nil ? nil : state.portalVersion
        return version
    }

    /// Looks at key and trash, of a portal that may be changed and of the user that it is about.
    mutating func survey() async throws(SweepProblem) -> Survey {
        let version = try await supportedVersion()
        let survey = try await Survey.take(
            of: sweeper.account, reader: sweeper.reader, version: version, active: active, state: state,
            store: sweeper.store, now: sweeper.now,
            progress: sweeper.progress, beforeListing: { await lookForWork() })
        origins = survey.memory.origins
        outcome.keyExpiresAt = survey.key?.expiresAt
        try checkOwner(survey)
        return survey
    }

    /// Stores whose trash the account is about, or compares it with what was stored.
    ///
    /// - Throws: `SweepProblem.otherTrash`, before anything is changed or remembered of that trash.
    mutating func checkOwner(_ survey: Survey) throws(SweepProblem) {
        gate.trash = (survey.owner, state.trash)
        if let objection = gate.objection([.trashOwner]) { throw objection.problem }
        state.trash = survey.owner?.completed(by: state.trash)
    }

    /// Reports a listing without readable dates, or one that may not be the whole trash. A graver problem may replace it later.
    mutating func checkListing(_ listing: Listing) {
        if listing.hasNoReadableDate { outcome.problem = .noReadableDates(items: listing.items.count) }
        guard let doubt = listing.doubt else { return }
        outcome.problem = .incompleteListing(doubt)
        outcome.warnings.append("the listing is incomplete: \(doubt)")
    }
}
