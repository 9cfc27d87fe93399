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
        guard support.objection == nil else { throw .unsupportedPortal(support) }
        if let warning = support.warning, state.reportedVersion != state.portalVersion {
            outcome.warnings.append(warning)
        }
        state.reportedVersion = support.warning == nil ? nil : state.portalVersion
        return version
    }

    /// Stores whose trash the account is about, or compares it with what was stored.
    ///
    /// - Throws: `SweepProblem.otherTrash`, before anything is changed or remembered of that trash.
    mutating func checkOwner(_ survey: Survey) throws(SweepProblem) {
        guard let found = survey.owner else {
            throw .unavailable("the portal doesn't say whose trash it listed, so nothing was changed")
        }
        if let expected = state.trash, !expected.isSame(as: found) {
            throw .otherTrash(found: found, expected: expected)
        }
        state.trash = found.completed(by: state.trash)
    }

    /// Reports a listing without readable dates, or one that may not be the whole trash. A graver problem may replace it later.
    mutating func checkListing(_ listing: Listing) {
        if listing.hasNoReadableDate { outcome.problem = .noReadableDates(items: listing.items.count) }
        guard let doubt = listing.doubt else { return }
        outcome.problem = .incompleteListing(doubt)
        outcome.warnings.append("the listing is incomplete: \(doubt)")
    }
}
