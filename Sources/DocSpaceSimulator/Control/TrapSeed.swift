import FoundationEssentials

/// `traps`: one of each case in a real portal that misleads a client which knows only the vendor's documentation. All
/// were trashed 20 days ago, unless stated otherwise.
enum TrapSeed {
    static func plant(in state: inout PortalState, apiKey: String) -> [SimulatedUser] {
        let alice = state.addUser(name: "Alice Example", apiKey: apiKey)
        let neil = state.addUser(name: "Zoë O'Neil")
        let gone = state.addUser(name: "Max Gone")
        let trashed = Date(timeIntervalSince1970: state.instant.timeIntervalSince1970.rounded(.down) - 20 * 86_400)
        func file(_ title: String, from origin: Int? = nil, author: UserID? = nil) -> Int {
            state.addTrashedFile(title: title, trashedAt: trashed, by: alice.id, from: origin, author: author)
        }
        // The author's name comes HTML-encoded; that of a removed one is replaced.
        _ = file("by O'Neil.docx", author: neil.id)
        _ = file("by a removed person.docx", author: gone.id)
        state.removePerson(gone.id)
        // Its room is unknown, because the folder it came from lies in the trash itself.
        let finance = state.addRoom(title: "Finance 2026", owner: alice.id)
        let quarter = state.addFolder(title: "Q3", in: finance, by: alice.id)
        _ = file("from Finance.xlsx", from: quarter)
        state.trash(.folder(quarter), by: alice.id, at: trashed, cause: .person(alice.id))
        // If it is restored to its origin, it is destroyed within minutes.
        let short = state.addRoom(
            title: "Seven days", owner: alice.id, lifetime: RoomLifetime(7, deletesPermanently: true))
        _ = file("from Seven days.docx", from: short)
        // If it is restored there, a form opens to others; and each call takes only one.
        let forms = state.addRoom(title: "Forms", owner: alice.id, type: .formRoom)
        for number in 1...2 {
            let form = file("form \(number).pdf", from: forms)
            state.edit(file: form) { $0.isForm = true }
        }
        // Not empty, although nothing lies directly in it.
        let outer = state.addTrashedFolder(title: "Deep", trashedAt: trashed, by: alice.id)
        let inner = state.addFolder(title: "inner", in: outer, by: alice.id)
        _ = state.addFile(title: "precious.docx", in: inner, by: alice.id, created: trashed)
        // A room has a tag that is this folder's number: the tag is destroyed with the folder.
        let numbered = state.addTrashedFolder(title: "Tag eater", trashedAt: trashed, by: alice.id)
        state.edit(folder: finance) { $0.tags = ["\(numbered)"] }
        return [alice, neil]
    }
}
