import Retention

/// One item on its way back, with the destinations still worth trying.
struct RestoreAttempt {
    let planned: PlannedItem
    /// Best first. Empty when all were tried.
    var targets: [FixedTarget]
    var lastReason = "no destination takes it"

    /// After a failure: without the destination just tried.
    func next(after reason: String) -> RestoreAttempt {
        var next = self
        next.targets.removeFirst()
        next.lastReason = reason
        return next
    }

    /// The outcome when no destination is left.
    var hopeless: ItemOutcome {
        ItemOutcome(
            item: planned.item, rule: planned.rule, cause: planned.reason,
            action: planned.restore!.isRescue ? .rescue : .restore,
            result: .failed(lastReason, quarantine: true))
    }
}

extension PlannedItem {
    /// Destinations for a restore, best first; empty when none is asked for.
    var targets: [FixedTarget] {
        switch restore?.target {
        case .origin(let fallback): (item.originFolder?.id).map { [.folder($0), fallback] } ?? [fallback]
        case .fixed(let target): [target]
        case nil: []
        }
    }
}

extension Array where Element == RestoreAttempt {
    /// Files and folders apart, in calls of at most so many.
    func batches(files: Int, folders: Int) -> [[RestoreAttempt]] {
        chunks(filter { $0.planned.item.key.kind == .folder }, folders)
            + chunks(filter { $0.planned.item.key.kind == .file }, files)
    }
}

extension Array where Element == PlannedItem {
    /// Files and folders apart, in calls of at most so many.
    func batches(files: Int, folders: Int) -> [[PlannedItem]] {
        chunks(filter { $0.item.key.kind == .file }, files) + chunks(filter { $0.item.key.kind == .folder }, folders)
    }
}

private func chunks<Element>(_ elements: [Element], _ size: Int) -> [[Element]] {
    stride(from: 0, to: elements.count, by: size).map { Array(elements[$0..<min($0 + size, elements.count)]) }
}
