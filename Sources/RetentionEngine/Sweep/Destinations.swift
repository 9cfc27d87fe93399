import Retention

/// One item on its way back, with the destinations still worth trying.
struct Attempt {
    let planned: PlannedItem
    /// Best first. Empty when all were tried.
    var targets: [FixedTarget]
    var lastReason = "no destination takes it"

    /// After a failure: without the destination just tried.
    func next(after reason: String) -> Attempt {
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

/// The folders that items may be restored to, each asked for once.
struct Destinations {
    let reader: any TrashReader
    private var known: [FixedTarget: Result<Int, PortalFailure>] = [:]

    init(reader: any TrashReader) {
        self.reader = reader
    }

    /// Drops the destinations that can't take anything and tells the first that can.
    ///
    /// - Returns: the folder's id; nil when none is left.
    /// - Throws: when the portal itself fails.
    mutating func first(of attempt: inout Attempt) async throws(SweepProblem) -> Int? {
        while let target = attempt.targets.first {
            switch await look(target) {
            case .success(let folder): return folder
            case .failure(let failure) where failure.kind == .denied || failure.kind == .missing:
                attempt.lastReason = "\(target.description): \(failure.description)"
                attempt.targets.removeFirst()
            case .failure(let failure): throw SweepProblem(failure)
            }
        }
        return nil
    }

    private mutating func look(_ target: FixedTarget) async -> Result<Int, PortalFailure> {
        if let result = known[target] { return result }
        let result: Result<Int, PortalFailure>
        do throws(PortalFailure) { result = .success(try await reader.destination(target)) } catch {
            result = .failure(error)
        }
        known[target] = result
        return result
    }
}

extension FixedTarget: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folder(let id): "folder \(id)"
        case .myDocuments: "My documents"
        }
    }
}

extension Array where Element == Attempt {
    /// Files and folders apart, in calls of at most so many.
    func batches(files: Int, folders: Int) -> [[Attempt]] {
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
