import Foundation

@testable import DocSpaceSimulator

/// What an item in the trash really is, by the portal's own books, also where its API doesn't tell.
struct Truth: Sendable, Equatable {
    var title: String
    var isFolder: Bool
    var isEmpty: Bool
    /// As the API shows it.
    var trashedAt: Date
    /// Came from a room called Finance, whether or not that still exists.
    var isFinance: Bool
    /// Whether the API still names where it came from.
    var hasOrigin: Bool
}

extension PortalState {
    /// The top of a user's trash.
    func truths(of user: UserID, finance: Set<Int>) -> [ItemKey: Truth] {
        var truths: [ItemKey: Truth] = [:]
        for key in trashEntries(of: user) {
            if key.kind == .file, let file = files[key.id], let updated = file.updated {
                truths[key] = Truth(
                    title: file.title, isFolder: false, isEmpty: true, trashedAt: max(updated, file.created),
                    isFinance: file.originID.map(finance.contains) ?? false,
                    hasOrigin: file.originID.map { folders[$0] != nil } ?? false)
            } else if key.kind == .folder, let folder = folders[key.id], let updated = folder.updated {
                truths[key] = Truth(
                    title: folder.title, isFolder: true, isEmpty: folder.fileIDs.isEmpty && folder.folderIDs.isEmpty,
                    trashedAt: max(updated, folder.created),
                    isFinance: folder.originID.map(finance.contains) ?? false,
                    hasOrigin: folder.originID.map { folders[$0] != nil } ?? false)
            }
        }
        return truths
    }
}

/// The rules of docs/semantics.md for the few policies of the simulation, written without the planner.
extension Variant {
    /// A hold or restore rule matches, or it is a folder that nobody can look into.
    func protects(_ item: Truth) -> Bool {
        holdsAudits && item.title.hasPrefix("audit") || holdsFinance && item.isFinance
            || restoresContracts && item.title.contains("contract")
            || folders != .purge && item.isFolder && !item.isEmpty
    }

    /// Whether it may be destroyed at an instant.
    func mayDestroy(_ item: Truth, at now: Date) -> Bool {
        let days = !item.isFolder && item.title.hasSuffix(".tmp") ? scratchDays ?? retentionDays : retentionDays
        guard let days, !protects(item) else { return false }
        return now >= item.trashedAt.addingTimeInterval(Double(days) * 86_400)
    }

    /// Whether it has to go for sure: nothing unknown protects it either.
    func mustDestroy(_ item: Truth, at now: Date) -> Bool {
        mayDestroy(item, at: now) && !(holdsFinance && !item.hasOrigin)
    }

    /// Whether it may be moved out of the trash: by a rule, or as the rescue of something held or in doubt.
    func mayRestore(_ item: Truth, at now: Date) -> Bool {
        // A rule that matches for certain comes before one that may hold it.
        let isHeldForCertain =
            holdsAudits && item.title.hasPrefix("audit") || holdsFinance && item.isFinance && item.hasOrigin
        if restoresContracts, item.title.contains("contract"), !isHeldForCertain { return true }
        let isHeld =
            holdsAudits && item.title.hasPrefix("audit") || holdsFinance && (item.isFinance || !item.hasOrigin)
            || folders == .rescue && item.isFolder && !item.isEmpty
        return isHeld && now >= item.trashedAt.addingTimeInterval(27 * 86_400)
    }

    /// Whether a restore rule asks for it, and nothing stronger.
    func mustRestore(_ item: Truth) -> Bool {
        restoresContracts && item.title.contains("contract") && !(holdsAudits && item.title.hasPrefix("audit"))
            && !(holdsFinance && item.isFinance)
    }
}
