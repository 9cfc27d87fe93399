import Foundation
import Synchronization

@testable import DocSpaceSimulator

/// Behaviours of real portals beyond a simple model: vanishing rooms and authors, rooms whose files expire, pages that
/// fail because of one entry, proxies and replicas. Each is a separate kind of trouble.
extension Simulation {
    /// A proxy or a replica that exists for the whole run.
    func setUpMiddlemen() {
        story.withLock { story in
            var generator = story.streams.portal
            let seconds = [5, 60, 300].randomElement(using: &generator)!
            let (sendsAge, lag) = (Bool.random(using: &generator), [1, 5, 20].randomElement(using: &generator)!)
            story.streams.portal = generator
            portal.update { state in
                if story.troubles.contains(.cache) {
                    state.settings.proxyCache = ProxyCache(lifetime: .seconds(seconds), sendsAge: sendsAge)
                }
                if story.troubles.contains(.replica) { state.settings.readLag = .seconds(lag) }
                if story.troubles.contains(.endMoment) { state.settings.endMoment = .seconds(lag) }
            }
        }
    }

    /// A person does something with a larger effect on the portal.
    func actOnThePortal() {
        portal.update { state in
            story.withLock { story in
                for kind in [Trouble.origins, .authors, .lifetimes, .forms, .entries] where story.occurs(kind, 4_000) {
                    var generator = story.streams.portal
                    act(kind, in: &state, &generator, &story.finance)
                    story.streams.portal = generator
                }
            }
        }
    }

    private func act(
        _ kind: Trouble, in state: inout PortalState, _ generator: inout SeededGenerator, _ finance: inout Set<Int>
    ) {
        guard state.database.trashEntries(of: alice.id).count < scenario.sizes.maximum else { return }
        switch kind {
        case .origins: loseAnOrigin(in: &state, &generator, &finance)
        case .authors: trashAWork(in: &state, &generator)
        case .lifetimes:
            let file = state.seed { $0.addFile(title: Self.title(&generator), in: knownFolders.short, by: alice.id) }
            let folder = state.seed {
                $0.addFolder(title: Self.title(&generator), in: knownFolders.short, by: alice.id)
            }
            _ = state.seed { $0.addFile(title: "inside.txt", in: folder, by: alice.id) }
            state.perform(.trash(Bool.random(using: &generator) ? .file(file) : .folder(folder), by: alice.id))
        case .forms:
            let file = state.seed { $0.addFile(title: Self.title(&generator), in: knownFolders.forms, by: alice.id) }
            let isForm = Bool.random(using: &generator)
            state.database.documents.edit(file: file) { $0.isForm = isForm }
            state.perform(.trash(.file(file), by: alice.id))
        default: spoilAPage(in: &state, &generator)
        }
    }

    /// Trashes a file from a folder in Finance, then that folder or the one above it; sometimes restores one of them.
    private func loseAnOrigin(
        in state: inout PortalState, _ generator: inout SeededGenerator, _ finance: inout Set<Int>
    ) {
        let quarter = state.seed { $0.addFolder(title: "Quarter", in: knownFolders.finance, by: alice.id) }
        let bills = state.seed { $0.addFolder(title: "Bills", in: quarter, by: alice.id) }
        finance.formUnion([quarter, bills])
        let file = state.seed { $0.addFile(title: Self.title(&generator), in: bills, by: alice.id) }
        state.perform(.trash(.file(file), by: alice.id))
        let lost = Bool.random(using: &generator) ? quarter : bills
        state.perform(.trash(.folder(lost), by: alice.id))
        if Int.random(in: 0..<4, using: &generator) == 0 { state.perform(.restore(.folder(lost), by: alice.id)) }
    }

    /// Trashes an item by the author that a rule names, or by one who is removed right after.
    private func trashAWork(in state: inout PortalState, _ generator: inout SeededGenerator) {
        let isZoes = Bool.random(using: &generator)
        let author = isZoes ? zoe.id : state.seed { $0.addUser(name: "Max").id }
        let file = state.seed { $0.addFile(title: Self.title(&generator), in: knownFolders.drafts, by: author) }
        state.perform(.trash(.file(file), by: alice.id))
        if !isZoes || Int.random(in: 0..<10, using: &generator) == 0 {
            state.perform(.removePerson(author, isBlank: Bool.random(using: &generator)))
        }
    }

    private func spoilAPage(in state: inout PortalState, _ generator: inout SeededGenerator) {
        let target = state.database.trashEntries(of: alice.id).randomElement(using: &generator)
        let faults: [PageFault?] = [.missingContent, .status(500), .slow(.seconds(30)), nil]
        let fault = faults.randomElement(using: &generator)!
        guard let target else { return }
        state.database.documents.edit(file: target.kind == .file ? target.id : 0) { $0.pageFault = fault }
        state.database.documents.edit(folder: target.kind == .folder ? target.id : 0) { $0.pageFault = fault }
    }

    /// Ends trouble in the portal and in front of it.
    func calmPortal(in state: inout PortalState) {
        state.settings.proxyCache = nil
        state.settings.readLag = .zero
        state.settings.endMoment = .zero
        for id in state.database.files.keys.sorted() { state.database.documents.edit(file: id) { $0.pageFault = nil } }
        for id in state.database.folders.keys.sorted() {
            state.database.documents.edit(folder: id) { $0.pageFault = nil }
        }
    }

    /// Trouble between the two ends of a request: the portal's lanes, and a gateway that answers itself.
    func meets(isWrite: Bool) -> (operation: OperationFault?, gateway: Int?) {
        story.withLock { story in
            var met: (operation: OperationFault?, gateway: Int?) = (nil, nil)
            if isWrite, story.occurs(.lanes, 1_500) {
                met.operation = .waits(for: .seconds(Int.random(in: 30...7_200, using: &story.streams.portal)))
            }
            if story.occurs(.gateway, isWrite ? 1_500 : 200) {
                met.gateway = [403, 404, 400, 413, 401, 302, 429].randomElement(using: &story.streams.portal)!
            }
            return met
        }
    }

    /// The key that the account's file holds now.
    var key: String { story.withLock { $0.hasOtherKey ? bob.apiKey : alice.apiKey } }
}
