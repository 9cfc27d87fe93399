import Retention

/// Whether this account may be swept at this portal and this trash.
extension SweepRun {
    /// The portal's version, if that version may be changed.
    ///
    /// - Throws: `SweepError.unsupportedPortal`, before anything else is requested.
    mutating func supportedVersion() async throws(SweepError) -> PortalVersion {
        let version: PortalVersion
        do throws(PortalError) { version = try await sweeper.reader.portalVersion() } catch {
            throw SweepError(error)
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

    /// Reads key and trash, if the portal may be changed and the trash is the expected one.
    mutating func takeSnapshot() async throws(SweepError) -> TrashSnapshot {
        let version = try await supportedVersion()
        let snapshot = try await TrashSnapshot.take(
            of: sweeper.account, reader: sweeper.reader, version: version, active: active, state: state,
            store: sweeper.store, now: sweeper.now,
            progress: sweeper.progress, beforeListing: { await checkPortalActivity() })
        origins = snapshot.history.origins
        if let skew = snapshot.listing.clockSkewSeconds, skew.isFinite { clockSkew = skew }
        outcome.keyExpiresAt = snapshot.key?.expiresAt
        try checkOwner(snapshot)
        return snapshot
    }

    /// Stores the owner of the account's trash, or compares it with the stored one.
    ///
    /// - Throws: `SweepError.otherTrash`, before anything of that trash is changed or stored.
    mutating func checkOwner(_ snapshot: TrashSnapshot) throws(SweepError) {
        gate.trash = (snapshot.owner, state.trash)
        if let objection = gate.objection([.trashOwner]) { throw objection.problem }
        state.trash = snapshot.owner?.completed(by: state.trash)
    }

    /// Reports a listing without readable dates, or one that may not be the whole trash. A graver problem may replace it
    /// later.
    mutating func checkListing(_ listing: Listing) {
        if listing.hasNoReadableDate { outcome.problem = .noReadableDates(items: listing.items.count) }
        guard let doubt = listing.doubt else { return }
        outcome.problem = .incompleteListing(doubt)
        outcome.warnings.append("the listing is incomplete: \(doubt)")
    }
}
