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
    /// Whether the API still tells which room it came from, or that it came from none.
    var isRoomKnown: Bool
    /// Written by the person whom a rule names, whether or not they still exist.
    var isNamedAuthors = false
    /// Whether the API still tells who wrote it.
    var isAuthorKnown = true

    /// The same, where nobody could learn which room it came from.
    var withoutRoom: Truth {
        var truth = self
        truth.isRoomKnown = false
        return truth
    }
}

extension PortalState {
    /// The top of a user's trash.
    ///
    /// - Parameters:
    ///   - finance: folders that are or were in the room called Finance.
    ///   - author: the person whom a rule names.
    func truths(of user: UserID, finance: Set<Int>, author: UserID) -> [ItemKey: Truth] {
        var truths: [ItemKey: Truth] = [:]
        for key in trashEntries(of: user) {
            if key.kind == .file, let file = files[key.id], let updated = file.updated {
                truths[key] = Truth(
                    title: file.title, isFolder: false, isEmpty: true, trashedAt: max(updated, file.created),
                    isFinance: file.originID.map(finance.contains) ?? false, isRoomKnown: isRoomKnown(file.originID),
                    isNamedAuthors: file.createdBy == author, isAuthorKnown: users[file.createdBy] != nil)
            } else if key.kind == .folder, let folder = folders[key.id], let updated = folder.updated {
                truths[key] = Truth(
                    title: folder.title, isFolder: true, isEmpty: folder.fileIDs.isEmpty && folder.folderIDs.isEmpty,
                    trashedAt: max(updated, folder.created),
                    isFinance: folder.originID.map(finance.contains) ?? false,
                    isRoomKnown: isRoomKnown(folder.originID), isNamedAuthors: folder.createdBy == author,
                    isAuthorKnown: users[folder.createdBy] != nil)
            }
        }
        return truths
    }

    /// What reads show: behind a replica, the portal as it was a while ago. Nobody can know better who only reads.
    var asReadsShowIt: PortalState {
        guard settings.readLag > .zero else { return self }
        return past.last { $0.at <= work - settings.readLag }?.state ?? self
    }

    /// A room is known while the origin lies in one; that there was none, while the origin lies in My documents.
    private func isRoomKnown(_ origin: Int?) -> Bool {
        var path: [FolderType] = []
        var next = origin.flatMap { folders[$0] }
        while let folder = next {
            path.append(folder.type)
            next = folder.parentID.flatMap { folders[$0] }
        }
        guard let root = path.last else { return false }
        return root == .myDocuments || path.dropLast().last?.isRoom == true
    }
}

/// The rules of docs/reference/semantics.md for the few policies of the simulation, written without the planner.
extension Variant {
    /// A hold or restore rule matches, or it is a folder that nobody can look into.
    func protects(_ item: Truth) -> Bool {
        holdsAudits && item.title.hasPrefix("audit") || holdsFinance && item.isFinance
            || holdsAuthor && item.isNamedAuthors
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
        mayDestroy(item, at: now) && !(holdsFinance && !item.isRoomKnown) && !(holdsAuthor && !item.isAuthorKnown)
    }

    /// Whether it may be moved out of the trash: by a rule, or as the rescue of something held or in doubt.
    func mayRestore(_ item: Truth, at now: Date) -> Bool {
        // A rule that matches for certain comes before one that may hold it.
        let isHeldForCertain =
            holdsAudits && item.title.hasPrefix("audit") || holdsFinance && item.isFinance && item.isRoomKnown
            || holdsAuthor && item.isNamedAuthors && item.isAuthorKnown
        if restoresContracts, item.title.contains("contract"), !isHeldForCertain { return true }
        let isHeld =
            holdsAudits && item.title.hasPrefix("audit") || holdsFinance && (item.isFinance || !item.isRoomKnown)
            || holdsAuthor && (item.isNamedAuthors || !item.isAuthorKnown)
            || folders == .rescue && item.isFolder && !item.isEmpty
        return isHeld && now >= item.trashedAt.addingTimeInterval(27 * 86_400)
    }

    /// Whether a restore rule asks for it, and nothing stronger.
    func mustRestore(_ item: Truth) -> Bool {
        restoresContracts && item.title.contains("contract") && !(holdsAudits && item.title.hasPrefix("audit"))
            && !(holdsFinance && item.isFinance) && !(holdsAuthor && item.isNamedAuthors)
    }
}
