import Retention

/// The portal's own "empty trash", which takes everything that is there when it runs.
extension SweepRun {
    /// Empties the trash in one call, if the policy requires it and two listings show only due items.
    ///
    /// - Returns: false if the items must be purged one by one.
    mutating func emptyTrash(
        _ chosen: [PlannedItem], _ first: Listing, _ second: Listing
    ) async throws(SweepError) -> Bool {
        guard policy.purge.method == .emptytrash, request.selection == nil, !chosen.isEmpty, showsOnly(chosen, first),
            showsOnly(chosen, second), try holds(of: chosen).isEmpty
        else { return false }
        try announce(.purge, chosen)
        sweeper.progress(.purging(done: 0, total: chosen.count))
        let status: BatchStatus
        do throws(PortalError) {
            status = .accepted(try await writer.emptyTrash(within: OperationWait.limit(of: chosen.lazy.map(\.item))))
        } catch {
            status = BatchStatus(error)
        }
        let mayWait = status.stage == .refused ? await sweeper.reader.showsWork() : false
        try note([BatchResult(items: chosen, status: status)])
        if mayWait { try noteWaiting(chosen.map(\.item.key)) }
        // One stuck item makes the portal refuse the whole call: the others can still be purged one by one. But no second call
        // names what this one may still destroy.
        if status.isRefusalOfItem, !mayWait { return false }
        // The call purges all that is in the trash. An item that a person just restored is as absent as a destroyed one, and
        // the portal's count includes the contents of folders and items trashed meanwhile. So each item is inspected.
        _ = try await verifyPurge([BatchResult(items: chosen, status: status)], mustProveEach: true)
        switch status {
        case .refused(let failure), .notSent(let failure):
            let left = chosen.filter { requests.newest($0.item.key, by: outcome.sweepID)?.isReported == false }
            try settle(left.map { $0.purged(.failed("not sent: \(failure)", quarantine: false)) })
            throw SweepError(failure)
        case .accepted, .unsure: return true
        }
    }

    /// Whether a listing holds all the chosen items, unchanged, and nothing else.
    private func showsOnly(_ chosen: [PlannedItem], _ listing: Listing) -> Bool {
        let expected = Dictionary(uniqueKeysWithValues: chosen.map { ($0.item.key, $0.item) })
        return listing.unusable == 0 && listing.unconfirmed.isEmpty && !listing.hasRepeats
            && listing.items.count == chosen.count
            && listing.announcedTotal ?? chosen.count == chosen.count
            && listing.items.allSatisfy { expected[$0.key]?.isSame(as: $0) == true }
    }
}
