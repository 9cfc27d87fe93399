import Foundation
import Synchronization

@testable import DocSpaceSimulator

/// Actions of people, at any moment, on any items.
extension Simulation {
    /// Items that were in the trash long before the daemon came.
    func seedTrash(_ generator: inout SeededGenerator) {
        let count = Int.random(in: scenario.sizes.first, using: &generator)
        for _ in 0..<count {
            let age = Double.random(in: 0..<29, using: &generator)
            let origin = randomOrigin(&generator)
            let title = Self.title(&generator)
            let date = start.addingTimeInterval(-(age * 86_400).rounded())
            if Int.random(in: 0..<6, using: &generator) == 0 {
                _ = portal.trashFolder(
                    title: title, files: Bool.random(using: &generator) ? ["inside.txt"] : [], trashedAt: date,
                    by: alice,
                    from: origin)
            } else {
                _ = portal.trashFile(title: title, trashedAt: date, by: alice, from: origin)
            }
        }
    }

    static func title(_ generator: inout SeededGenerator) -> String {
        let number = Int.random(in: 1...3, using: &generator)
        return [
            "doc \(number).pdf", "doc \(number).docx", "notes \(number).tmp", "scratch \(number).tmp",
            "contract \(number).pdf", "audit \(number).xlsx", "audit contract \(number).pdf", "plan \(number).txt",
        ].randomElement(using: &generator)!
    }

    private func randomOrigin(_ generator: inout SeededGenerator) -> Int? {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: knownFolders.finance
        case 2: knownFolders.drafts
        default: nil
        }
    }

    /// Somebody acts, on one of `items` if there are any.
    func act(on items: [ItemKey] = []) {
        portal.update { state in
            story.withLock { story in
                guard story.isTroubled, story.troubles.contains(.people) else { return }
                var generator = story.streams.people
                act(on: items, in: &state, &generator, &story.finance)
                story.streams.people = generator
            }
        }
    }

    private func act(
        on items: [ItemKey], in state: inout PortalState, _ generator: inout SeededGenerator, _ finance: inout Set<Int>
    ) {
        let trash = state.database.trashEntries(of: alice.id)
        let target = items.randomElement(using: &generator) ?? trash.randomElement(using: &generator)
        let choice = Int.random(in: 0..<100, using: &generator)
        switch choice {
        case ..<30 where trash.count < scenario.sizes.maximum: trashSomething(in: &state, &generator)
        case ..<30: break
        case ..<42:
            if let target { state.perform(.restore(target, by: alice.id)) }
        case ..<50:
            guard let target else { break }
            state.perform(.restore(target, by: alice.id))
            state.perform(.trash(target, by: alice.id))
        case ..<57:
            if let target { state.perform(.lock(target, by: bob.id)) }
        case ..<62:
            if let target { state.perform(.edit(target, by: bob.id)) }
        case ..<74: letGo(in: &state)
        case ..<82:
            if let target { state.perform(.rename(target, title: Self.title(&generator))) }
        case ..<87:
            if let target { state.perform(.save(target, by: alice.id)) }
        case ..<92:
            if let target { state.perform(.destroy(target, by: alice.id)) }
        case ..<96:
            // A folder that items came from is destroyed.
            let folder = state.seed { $0.addFolder(title: "Passing", in: knownFolders.finance, by: alice.id) }
            finance.insert(folder)
            let file = state.seed { $0.addFile(title: Self.title(&generator), in: folder, by: alice.id) }
            state.perform(.trash(.file(file), by: alice.id))
            state.perform(.destroy(.folder(folder), by: alice.id))
        default:
            // Trashed again from the restore's destination: a rule and a person disagree.
            let live = (state.database.folders[knownFolders.drafts]?.fileIDs ?? []).union(
                state.database.folders[knownFolders.fallback]?.fileIDs ?? [])
            if let file = live.sorted().randomElement(using: &generator) {
                state.perform(.trash(.file(file), by: alice.id))
            }
        }
    }

    private func trashSomething(in state: inout PortalState, _ generator: inout SeededGenerator) {
        let origin = randomOrigin(&generator) ?? alice.myDocumentsID!
        if Int.random(in: 0..<6, using: &generator) == 0 {
            let folder = state.seed { $0.addFolder(title: Self.title(&generator), in: origin, by: alice.id) }
            if Bool.random(using: &generator) {
                _ = state.seed { $0.addFile(title: "inside.txt", in: folder, by: alice.id) }
            }
            state.perform(.trash(.folder(folder), by: alice.id))
        } else {
            let file = state.seed { $0.addFile(title: Self.title(&generator), in: origin, by: alice.id) }
            state.perform(.trash(.file(file), by: alice.id))
        }
    }

    /// Removes locks, closes editors.
    func letGo(in state: inout PortalState) {
        for id in state.database.files.keys.sorted() {
            state.database.documents.edit(file: id) { file in
                file.lockedBy = nil
                file.editors = []
            }
        }
    }
}
