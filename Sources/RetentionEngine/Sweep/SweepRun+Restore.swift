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
            let action: (RestoreAttempt) -> AccountState.Intent.Action = {
                $0.planned.restore!.isRescue ? .rescue : .restore
            }
            for (kind, members) in Dictionary(grouping: batch, by: action).sorted(by: {
                $0.key.rawValue < $1.key.rawValue
            }) {
                try announce(kind, members.map(\.planned), target: destination.recorded)
                var results = await caller.call(members.map(\.planned))
                while results.contains(where: \.isPostponed), let stopped = caller.stopped,
                    try await waited(stopped, &waits)
                {
                    caller = restoreCaller(destination.id)
                    let postponed = results.filter(\.isPostponed).flatMap(\.items)
                    results.removeAll(where: \.isPostponed)
                    results += await caller.call(postponed)
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
        Caller(reader: sweeper.reader) { [writer] keys async throws(PortalFailure) in
            try await writer.restore(keys, into: folder)
        }
    }

    /// Looks at each item of a call and records what became of it.
    private mutating func verifyRestore(
        _ call: CallResult, _ action: AccountState.Intent.Action, _ attempts: [RestoreAttempt],
        _ destination: RestoreDestination
    ) async throws(SweepProblem) -> [RestoreAttempt] {
        sweeper.progress(.verifying)
        noteUnseen([call])
        var again: [RestoreAttempt] = []
        var outcomes: [ItemOutcome] = []
        var isWorking: Bool?
        for planned in call.items {
            var result = await restoreResult(planned.item.key, call.fate, &isWorking)
            let attempt = attempts.first { $0.planned.item.key == planned.item.key }!
            if case .failed(let reason, _) = result, attempt.targets.count > 1, call.fate.maySucceedElsewhere {
                again.append(attempt.next(after: reason))
                continue
            }
            if result == .done(nil) { result = .done(attempt.remark) }
            // A purge that an earlier sweep asked for may have come to its end meanwhile.
            let purged = result == .noLonger ? carriedOutBefore(planned.item.key) { $0 == .purge } : nil
            outcomes.append(
                purged
                    ?? ItemOutcome(
                        item: planned.item, rule: planned.rule, cause: planned.reason, action: action, result: result,
                        target: destination.recorded, operationID: call.operationID))
        }
        try settle(outcomes)
        return again
    }

    /// What the item itself shows, read in the light of what the portal said of the call.
    ///
    /// - Parameter isWorking: whether the portal still works on anything; nil until it was asked.
    private func restoreResult(_ key: ItemKey, _ fate: CallResult.Fate, _ isWorking: inout Bool?) async -> ItemResult {
        if case .notSent(let failure) = fate { return .failed("not tried: \(failure)", quarantine: false) }
        var location: Location
        do throws(PortalFailure) {
            location = try await sweeper.reader.locate(key)
            if fate.isOver, isWorking == nil, case .trash = location {
                isWorking = await isPortalWorking()
                location = try await sweeper.reader.locate(key)
            }
        } catch {
            // A refusal of an item that can't be inspected says nothing of the item.
            guard case .refused(let failure) = fate else { return .unknown("it can't be inspected: \(error)") }
            return .failed("\(failure); it can't be inspected: \(error)", quarantine: false)
        }
        switch (location, fate) {
        // The portal answers for a missing item as for one that may not be moved: docspace/api.md §6.
        case (.elsewhere, .refused): return .overtaken("somebody else restored it")
        case (.elsewhere, _): return .done(nil)
        case (.gone, _): return .noLonger
        case (.insideTrashedFolder, _), (.outOfSight, _):
            return .overtaken("somebody took it out of the top of the trash meanwhile")
        case (.unproven, _): return .unknown("the portal doesn't say where it is")
        case (.trash, .accepted) where isWorking == true && fate.isOver: return .stillAtWork
        case (.trash, .accepted(let report)):
            switch report.end {
            case .leftList, .unknown: return .unknown(report.end.doubt ?? "its operation can't be followed")
            case .finished:
                return .failed("the portal reported success, but it is still in the trash", quarantine: true)
            case .finishedWithError: return .failed("the portal reported an error", quarantine: true)
            }
        case (.trash, .refused(let failure)), (.trash, .notSent(let failure)):
            return .failed(failure.description, quarantine: true)
        case (.trash, .unsure(let failure)): return .unknown(failure.description)
        }
    }
}

extension ItemResult {
    fileprivate static let noLonger = overtaken("it no longer exists")
}

extension CallResult {
    /// The id of the portal's operation, if the call got that far.
    var operationID: String? {
        if case .accepted(let report) = fate { report.id } else { nil }
    }
}
