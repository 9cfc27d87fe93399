import FoundationEssentials
import Retention

/// Restoring protected items, each verified at the item itself.
extension SweepRun {
    /// The portal suggests some 50 files or 10 folders a call; smaller calls are cheaper to divide.
    private static let filesPerCall = 50
    private static let foldersPerCall = 5
    /// The limit of calls in a row for which no item could be inspected in time; then restoring ends for now.
    private static let maxStalls = 3

    /// Restores items, folders before the items that came from them.
    mutating func restore(_ orders: [PlannedItem]) async throws(SweepError) {
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

    /// Restores items that don't depend on each other: first to their origins and then, if refused, to their fallbacks.
    private mutating func restoreWave(_ wave: [PlannedItem]) async throws(SweepError) {
        var left = wave.map { RestoreAttempt(planned: $0, targets: $0.targets) }
        var destinations = DestinationResolver(reader: sweeper.reader)
        while !left.isEmpty {
            var groups: [Int: (destination: RestoreDestination, attempts: [RestoreAttempt])] = [:]
            var hopeless: [ItemOutcome] = []
            for var attempt in left {
                if let destination = try await destinations.first(of: &attempt, now: portalNow) {
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
    ) async throws(SweepError) -> [RestoreAttempt] {
        let fresh = FreshItems(now: sweeper.now, reread: Self.inspecting(sweeper.reader, sweeper.now))
        var sender = restoreSender(destination.id, fresh)
        var waits = 0
        var again: [RestoreAttempt] = []
        var stalls = 0
        // A form-filling room refuses more than one file a call.
        let files = destination.isFormRoom ? 1 : Self.filesPerCall
        for group in attempts.calls {
            var waiting = group.attempts
            let size = group.kind == .folder ? Self.foldersPerCall : files
            while !waiting.isEmpty {
                try checkGoingOn()
                let ready = try await inspected(&waiting, atMost: size, group.action, fresh)
                guard !ready.isEmpty else { continue }
                try announce(group.action, ready.map(\.planned), target: destination.recorded)
                var results = await sender.call(ready.map(\.planned))
                try note(results, of: ready.map(\.planned), fresh)
                while results.contains(where: \.isPostponed), let stopped = sender.stopped,
                    try await waited(stopped, &waits)
                {
                    sender = restoreSender(destination.id, fresh)
                    let postponed = try await stillToRestore(
                        fresh.named(results.filter(\.isPostponed)), group.action, ready, destination)
                    results.removeAll(where: \.isPostponed)
                    let more = await sender.call(postponed)
                    try note(more, of: postponed, fresh)
                    results += more
                }
                let later = try settleLeftOut(&results, ready, group.action, destination, fresh)
                stalls = later.count == ready.count ? stalls + 1 : 0
                guard stalls < Self.maxStalls else {
                    throw .unavailable(
                        "the portal answers too slowly: no item can be inspected right before its restore")
                }
                waiting = later + waiting
                var workCheck = PortalWorkCheck()
                for result in results {
                    again += try await verifyRestore(result, group.action, ready, destination, &workCheck)
                }
                if let stopped = sender.stopped, stopped.kind != .denied, stopped.kind != .missing {
                    throw SweepError(stopped)
                }
            }
        }
        return again
    }

    private func restoreSender(_ folder: Int, _ fresh: FreshItems) -> BisectingSender {
        BisectingSender(reader: sweeper.reader) { [writer] keys, limit async throws(PortalError) in
            try await writer.prepare(.restoring)
            return try await fresh.send(keys) { named async throws(PortalError) in
                try await writer.restore(named, into: folder, within: limit)
            }
        }
    }
}

extension BatchResult {
    /// The id of the portal's operation, if the call got one.
    var operationID: String? {
        if case .accepted(let report) = status { report.id } else { nil }
    }
}
