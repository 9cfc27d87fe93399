package import FoundationEssentials

/// The origin folders whose location matters to a plan: a rule in force, or one from before a policy change in its
/// grace, cannot be judged without it.
///
/// - Parameters:
///   - items: as listed.
///   - history: as for `plan`; folders that its `origins` already contain are left out.
/// - Returns: folder ids, each once, in the order in which the items need them. Empty for a policy that never needs
///   them.
package func originFolders(
    toInspectFor items: some Collection<TrashedItem>, policy: Policy, now: Date, history: SweepHistory
) -> [Int] {
    let planner = ConstrainedPlanner(policy: policy, now: now, history: history)
    guard planner.usesLocation else { return [] }
    var folders: [Int] = []
    var requested: Set<Int> = []
    for item in items {
        guard let folder = item.originFolder?.id, item.originRoom == nil, !requested.contains(folder),
            !history.origins.contains(folder), planner.needsLocation(of: item)
        else { continue }
        requested.insert(folder)
        folders.append(folder)
    }
    return folders
}

extension Planner {
    /// Whether a rule in force depends on the location of an origin folder.
    var usesLocation: Bool { rulesInForce.contains { $0.match.usesLocation } }

    /// Whether a rule needs the location of the item's origin folder.
    func needsLocation(of item: TrashedItem) -> Bool {
        let possible = OriginLocation.allCases.map { location in
            var item = item
            item.originLocation = location
            return ItemReading(item)
        }
        return candidates(for: possible[0]).contains { rule in
            guard rule.rule.match.usesLocation else { return false }
            return Set(possible.map { rule.rule.match.evaluate($0, now: now) }).count > 1
        }
    }
}

extension Condition {
    /// Whether a part of it depends on the location of an origin folder.
    var usesLocation: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains(where: \.usesLocation)
        case .not(let part): part.usesLocation
        case .criterion(.originRoom): true
        case .criterion(.originFolder(let patterns)): patterns.contains(.myDocuments)
        case .criterion: false
        }
    }
}
