import Foundation

@testable import DocSpaceSimulator

/// The true state of an item in the trash, from the portal's own records, even where its API doesn't show it.
struct Truth: Sendable, Equatable {
    var title: String
    var isFolder: Bool
    var isEmpty: Bool
    /// As the API shows it.
    var trashedAt: Date
    /// Came from a room called Finance, even if that no longer exists.
    var isFinance: Bool
    /// Whether the API still shows which room it came from, or that it came from none.
    var isRoomKnown: Bool
    /// Written by the person whom a rule names, even if they no longer exist.
    var isNamedAuthors = false
    /// Whether the API still shows who wrote it.
    var isAuthorKnown = true

    /// The same, if the room it came from could not be learnt.
    var withoutRoom: Truth {
        var truth = self
        truth.isRoomKnown = false
        return truth
    }
}

extension Database {
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

    /// A room is known while the origin lies in one; its absence, while the origin lies in My documents.
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

extension PortalState {
    /// The contents that reads show: behind a replica, earlier ones. A client that only reads can't know better.
    var asReadsShowIt: Database { replica.contents(at: time.work, lag: settings.readLag) ?? database }
}

/// The rules of docs/reference/semantics.md for the few policies of the simulation, written without the planner.
extension Variant {
    /// A hold or restore rule matches, or it is a folder whose contents can't be listed.
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

    /// Whether it must certainly go: nothing unknown protects it either.
    func mustDestroy(_ item: Truth, at now: Date) -> Bool {
        mayDestroy(item, at: now) && !(holdsFinance && !item.isRoomKnown) && !(holdsAuthor && !item.isAuthorKnown)
    }

    /// Whether it may be moved out of the trash: by a rule, or as the rescue of a held or uncertain item.
    func mayRestore(_ item: Truth, at now: Date) -> Bool {
        // A rule that certainly matches comes before one that may hold it.
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

    /// Whether a restore rule requires it, and nothing stronger applies.
    func mustRestore(_ item: Truth) -> Bool {
        restoresContracts && item.title.contains("contract") && !(holdsAudits && item.title.hasPrefix("audit"))
            && !(holdsFinance && item.isFinance) && !(holdsAuthor && item.isNamedAuthors)
    }
}
