import DocSpace
import Foundation
import RetentionEngine
import Synchronization

@testable import DocSpaceSimulator

/// Trouble outside single requests: outages, clocks, policies, deaths.
extension Simulation {
    /// The policy that a daemon reads when it starts now.
    func policyInForce() -> ActivePolicy {
        let active = story.withLock { $0.variant }.active(zones)
        story.withLock { story in
            story.oracle.inForce = story.variant
            story.oracle.variants[active.digest] = story.variant
        }
        return active
    }

    var bootID: String { story.withLock { "\($0.boot)" } }

    /// The daemon may die here, with this probability in 10,000.
    func mayDie(_ daemon: Daemon, _ chances: Int) {
        guard !daemon.isDead else { return }
        let (dies, loses) = story.withLock { story -> (Bool, Double?) in
            let throwing = Int.random(in: 0..<10_000, using: &story.streams.crashes)
            guard story.isTroubled, story.troubles.contains(.crash), throwing < chances else { return (false, nil) }
            guard story.troubles.contains(.powerCut), Int.random(in: 0..<4, using: &story.streams.crashes) == 0 else {
                return (true, nil)
            }
            return (true, Double.random(in: 0...1, using: &story.streams.crashes))
        }
        guard dies else { return }
        daemon.die()
        forgetCalls()
        guard let loses else { return }
        note("power cut")
        story.withLock { $0.boot += 1 }
        journal.losePower(at: elapsed, keeping: loses)
    }

    /// A new daemon doesn't know that it should wait for the calls of a dead or stopped one.
    private func forgetCalls() {
        story.withLock { story in
            for operation in story.oracle.calls.keys { story.oracle.calls[operation]?.isHeard = false }
        }
    }

    /// Trouble while a request is under way: people, reloads, stops, the portal's worker.
    func interfere(_ daemon: Daemon, _ call: HTTPCall) async {
        guard !daemon.isOver else { return }
        let isWrite = call.method == .put
        // A suspended portal's answer about an item must not count as true.
        let isInspection = call.path.hasPrefix("files/file/") || call.path.hasPrefix("files/folder/")
        let (acts, restarts, reloads, stops) = story.withLock { story in
            (
                story.happens(.people, isWrite ? 4_000 : 250), story.happens(.workerRestart, isWrite ? 300 : 20),
                story.happens(.reload, isWrite ? 200 : 10), story.happens(.restart, isWrite ? 150 : 5)
            )
        }
        for kind in [Trouble.outage, .keyRevoked, .offline] { strike(kind, isWrite || isInspection ? 80 : 8) }
        if acts { act(on: Self.items(of: call)) }
        if restarts { portal.perform(.restartWorker) }
        if reloads { await reload(daemon) }
        if stops {
            note("stop")
            forgetCalls()
            await daemon.stop(insideSweep: true)
        }
    }

    /// The items that a call names.
    static func items(of call: HTTPCall) -> [ItemKey] {
        guard let body = call.body.flatMap({ JSONValue(parsing: $0) }) else { return [] }
        return (body["fileIds"]?.elements ?? []).compactMap(\.integer).map(ItemKey.file)
            + (body["folderIds"]?.elements ?? []).compactMap(\.integer).map(ItemKey.folder)
    }

    /// Somebody edits the policy, and the daemon reads it.
    func reload(_ daemon: Daemon, _ change: (@Sendable (inout Variant) -> Void)? = nil) async {
        note("reload")
        story.withLock { story in
            var new = Variant.any(&story.streams.faultSchedule, scenario, fallback: knownFolders.fallback)
            new.graceHours = story.variant.graceHours
            // Usually an edit changes one setting.
            switch Int.random(in: 0..<5, using: &story.streams.faultSchedule) {
            case 0: story.variant = new
            case 1: story.variant.holdsAudits.toggle()
            case 2: story.variant.restoresContracts.toggle()
            case 3: story.variant.holdsFinance.toggle()
            default: (story.variant.retentionDays, story.variant.scratchDays) = (new.retentionDays, new.scratchDays)
            }
            change?(&story.variant)
        }
        let active = story.withLock { $0.variant }.active(zones)
        story.withLock { $0.oracle.variants[active.digest] = $0.variant }
        await daemon.reload(active)
        story.withLock { $0.oracle.inForce = $0.variant }
    }

    /// Trouble between sweeps.
    func idle(_ daemon: Daemon) async {
        changeFaultSchedule()
        for kind in [Trouble.oldVersion, .otherKey] { replace(kind) }
        mayDie(daemon, 20)
        let (reloads, stops) = story.withLock { ($0.happens(.reload, 60), $0.happens(.restart, 20)) }
        if reloads, !daemon.isDead { await reload(daemon) }
        if stops, !daemon.isDead {
            note("stop")
            forgetCalls()
            await daemon.stop(insideSweep: false)
        }
    }

    /// Lasting trouble may begin in the middle of a sweep.
    private func strike(_ kind: Trouble, _ chances: Int) {
        let end = story.withLock { story -> Duration? in
            guard story.happens(kind, chances), !story.repairs.contains(where: { $0.what == kind }) else { return nil }
            let end = story.elapsed + .seconds(Int.random(in: 30...50_000, using: &story.streams.faults))
            story.repairs.append((end, kind))
            return end
        }
        guard let end else { return }
        note(kind.rawValue)
        begin(kind, until: end)
    }

    /// Another version of the portal, or another user's key, for a while: never in the middle of a sweep.
    private func replace(_ kind: Trouble) {
        let end = story.withLock { story -> Duration? in
            // The first sweep stores whose trash it is.
            guard story.occurs(kind, 80), story.tally["recorded sweep-finished"] != nil,
                !story.repairs.contains(where: { $0.what == kind })
            else { return nil }
            let end = story.elapsed + .seconds(Int.random(in: 3_600...200_000, using: &story.streams.portal))
            story.repairs.append((end, kind))
            return end
        }
        guard let end else { return }
        note(kind.rawValue)
        begin(kind, until: end)
    }

    private func changeFaultSchedule() {
        let begins = story.withLock { story -> (Trouble, Duration)? in
            guard story.isTroubled, story.elapsed >= story.faultScheduleEnds else { return nil }
            story.badness = [0, 0, 30, 100, 300, 1_000, 2_500].randomElement(using: &story.streams.faultSchedule)!
            story.faultScheduleEnds =
                story.elapsed + .seconds(Int.random(in: 3_600...172_800, using: &story.streams.faultSchedule))
            let kinds: [Trouble] = [.keyRevoked, .outage, .offline, .ourClock, .portalClock, .noJournal]
            guard let kind = kinds.randomElement(using: &story.streams.faultSchedule), story.troubles.contains(kind),
                Int.random(in: 0..<scenario.rarity, using: &story.streams.faultSchedule) == 0,
                !story.repairs.contains(where: { $0.what == kind })
            else { return nil }
            let ends =
                story.elapsed
                + .seconds(
                    Int.random(in: 600...(scenario.isDense ? 200_000 : 60_000), using: &story.streams.faultSchedule))
            story.repairs.append((ends, kind))
            return (kind, ends)
        }
        guard let (kind, ends) = begins else { return }
        note(kind.rawValue)
        begin(kind, until: ends)
    }

    private func begin(_ kind: Trouble, until end: Duration) {
        switch kind {
        case .oldVersion: return portal.update { $0.settings.version = .v3_6_1 }
        case .otherKey:
            // Items that this user trashed weeks ago are due under any policy here.
            let longAgo = portal.clock.now.addingTimeInterval(-25 * 86_400)
            for number in 1...3 { _ = portal.trashFile(title: "bobs \(number).tmp", trashedAt: longAgo, by: bob) }
            return story.withLock { $0.hasOtherKey = true }
        default: break
        }
        let jump = story.withLock { story in
            [-200_000, -4_000, -200, 200, 4_000, 90_000, 200_000].randomElement(using: &story.streams.faultSchedule)!
        }
        switch kind {
        case .keyRevoked: portal.edit(key: alice.apiKey) { $0.isActive = false }
        case .outage:
            let condition = story.withLock { story in
                PortalCondition.allCases.filter { $0 != .active }.randomElement(using: &story.streams.faultSchedule)!
            }
            portal.perform(.setCondition(condition))
        case .offline: story.withLock { $0.isOffline = true }
        case .ourClock: story.withLock { $0.ourOffset = Double(jump) }
        case .portalClock:
            story.withLock { $0.portalOffset = Double(jump) }
            portal.clock.jump(by: .seconds(jump))
        case .noJournal: journal.isPresent = false
        default: break
        }
    }

    /// Repairs trouble that has lasted long enough.
    func repair() {
        let due = story.withLock { story -> [Trouble] in
            let due = story.repairs.filter { $0.at <= story.elapsed || !story.isTroubled }.map(\.what)
            story.repairs.removeAll { $0.at <= story.elapsed || !story.isTroubled }
            return due
        }
        for kind in due {
            note("end of \(kind.rawValue)")
            switch kind {
            case .keyRevoked: portal.edit(key: alice.apiKey) { $0.isActive = true }
            case .outage: portal.perform(.setCondition(.active))
            case .offline: story.withLock { $0.isOffline = false }
            case .ourClock: story.withLock { $0.ourOffset = 0 }
            case .portalClock:
                let offset = story.withLock { story in
                    defer { story.portalOffset = 0 }
                    return story.portalOffset
                }
                portal.clock.jump(by: .seconds(-offset))
            case .noJournal: journal.isPresent = true
            case .oldVersion: portal.update { $0.settings.version = .v3_7_2 }
            case .otherKey: story.withLock { $0.hasOtherKey = false }
            default: break
            }
        }
    }

    /// Ends all trouble.
    func calm() {
        story.withLock { story in
            story.isTroubled = false
            story.badness = 0
            story.nextAction = nil
        }
        repair()
        portal.update { state in
            letGo(in: &state)
            calmPortal(in: &state)
        }
    }
}
