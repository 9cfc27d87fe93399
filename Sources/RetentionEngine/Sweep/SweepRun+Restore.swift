import FoundationEssentials
import Retention

/// Bringing protected items back, each verified at the item itself.
extension SweepRun {
    /// The portal suggests some 50 files or 10 folders a call; smaller calls are cheaper to divide.
    private static let filesPerCall = 50
    private static let foldersPerCall = 5

    /// Without items that the end of the look didn't show and that aren't in the trash any more: a person may have put them
    /// somewhere, and a restore would move them away from there. What can't be looked at waits for the next sweep.
    func stillTrashed(_ orders: [PlannedItem], _ listing: Listing) async -> [PlannedItem] {
        var kept: [PlannedItem] = []
        for order in orders {
            guard listing.unconfirmed.contains(order.item.key) else {
                kept.append(order)
                continue
            }
            if case .trash? = try? await sweeper.reader.locate(order.item.key) { kept.append(order) }
        }
        return kept
    }

    /// Restores items, parents before what came from them.
    mutating func restore(_ orders: [PlannedItem]) async throws(SweepProblem) {
        var waiting = orders
        var done = 0
        while !waiting.isEmpty {
            let folders = Set(waiting.map(\.item.key).filter { $0.kind == .folder })
            var wave = waiting.filter { planned in
                let parent = planned.item.originFolder?.id.map { ItemKey(.folder, $0) }
                return parent.map { $0 == planned.item.key || !folders.contains($0) } ?? true
            }
            // Folders that name each other as their origin: no order is better than another.
            if wave.isEmpty { wave = waiting }
            let keys = Set(wave.map(\.item.key))
            waiting.removeAll { keys.contains($0.item.key) }
            sweeper.progress(.restoring(done: done, total: orders.count))
            try await restoreWave(wave)
            done += wave.count
            sweeper.progress(.restoring(done: done, total: orders.count))
        }
    }

    /// Restores items that don't depend on each other: first to where each belongs, then, if refused, to its fallback.
    private mutating func restoreWave(_ wave: [PlannedItem]) async throws(SweepProblem) {
        var left = wave.map { RestoreAttempt(planned: $0, targets: $0.targets) }
        var destinations = DestinationResolver(reader: sweeper.reader)
        while !left.isEmpty {
            var groups: [Int: (destination: RestoreDestination, attempts: [RestoreAttempt])] = [:]
            var hopeless: [ItemOutcome] = []
            for var attempt in left {
                if let destination = try await destinations.first(of: &attempt, now: now) {
                    groups[destination.id, default: (destination, [])].attempts.append(attempt)
                } else {
                    hopeless.append(attempt.hopeless)
                }
            }
            try settle(hopeless)
            left = []
            for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
                left += try await restore(group.attempts, into: group.destination)
            }
        }
    }

    /// - Returns: the attempts that were refused and have another destination to try.
    private mutating func restore(
        _ attempts: [RestoreAttempt], into destination: RestoreDestination
    ) async throws(SweepProblem) -> [RestoreAttempt] {
        var caller = restoreCaller(destination.id)
        var waits = 0
        var again: [RestoreAttempt] = []
        // A form-filling room refuses more than one file a call.
        let files = destination.isFormRoom ? 1 : Self.filesPerCall
        for batch in attempts.batches(files: files, folders: Self.foldersPerCall) {
            try checkGoingOn()
            let action: (RestoreAttempt) -> OpenRequest.Action = {
                $0.planned.restore!.isRescue ? .rescue : .restore
            }
            for (kind, members) in Dictionary(grouping: batch, by: action).sorted(by: {
                $0.key.rawValue < $1.key.rawValue
            }) {
                try announce(kind, members.map(\.planned), target: destination.recorded)
                var results = await caller.call(members.map(\.planned))
                try note(results)
                while results.contains(where: \.isPostponed), let stopped = caller.stopped,
                    try await waited(stopped, &waits)
                {
                    caller = restoreCaller(destination.id)
                    let postponed = try await stillToRestore(
                        results.filter(\.isPostponed), kind, members, destination)
                    results.removeAll(where: \.isPostponed)
                    let more = await caller.call(postponed)
                    try note(more)
                    results += more
                }
                for result in results { again += try await verifyRestore(result, kind, members, destination) }
            }
            if let stopped = caller.stopped, stopped.kind != .denied, stopped.kind != .missing {
                throw SweepProblem(stopped)
            }
        }
        return again
    }

    private func restoreCaller(_ folder: Int) -> Caller {
        Caller(reader: sweeper.reader) { [writer] keys, limit async throws(PortalFailure) in
            try await writer.restore(keys, into: folder, within: limit)
        }
    }
}

extension CallResult {
    /// The id of the portal's operation, if the call got that far.
    var operationID: String? {
        if case .accepted(let report) = fate { report.id } else { nil }
    }
}
