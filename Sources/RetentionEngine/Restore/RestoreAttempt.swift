import Retention

/// The restore of one item, with the destinations still to try.
struct RestoreAttempt {
    let planned: PlannedItem
    /// Best first. Empty when all were tried.
    var targets: [FixedTarget]
    /// Why better destinations were not used, in the order of trying; each text names its destination.
    var passedOver: [String] = []

    /// The attempt without its best destination, which can't receive the item, or failed to.
    func next(after reason: String) -> RestoreAttempt {
        var next = self
        next.passedOver.append("\(next.targets.removeFirst()): \(reason)")
        return next
    }

    /// The addition to a record of success: why the item isn't where it should have gone. Nil if it is there.
    var remark: String? { passedOver.isEmpty ? nil : "not to \(passedOver.joined(separator: "; nor to "))" }

    /// The outcome when no destination is left.
    var hopeless: ItemOutcome {
        ItemOutcome(
            item: planned.item, rule: planned.rule, cause: planned.reason,
            action: planned.restore!.isRescue ? .rescue : .restore,
            result: .failed(passedOver.joined(separator: "; "), quarantine: true))
    }
}

extension PlannedItem {
    /// Destinations for a restore, best first; empty when none is requested.
    var targets: [FixedTarget] {
        switch restore?.target {
        case .origin(let fallback): (item.originFolder?.id).map { [.folder($0), fallback] } ?? [fallback]
        case .fixed(let target): [target]
        case nil: []
        }
    }
}

extension Array where Element == PlannedItem {
    /// Separates files and folders, and divides them into calls of at most these numbers.
    func batches(files: Int, folders: Int) -> [[PlannedItem]] {
        chunks(filter { $0.item.key.kind == .file }, files) + chunks(filter { $0.item.key.kind == .folder }, folders)
    }
}

private func chunks<Element>(_ elements: [Element], _ size: Int) -> [[Element]] {
    stride(from: 0, to: elements.count, by: size).map { Array(elements[$0..<min($0 + size, elements.count)]) }
}
