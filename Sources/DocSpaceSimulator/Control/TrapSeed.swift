import FoundationEssentials

/// `traps`: one of each case in a real portal that misleads a client which knows only the vendor's documentation. All
/// were trashed 20 days ago, unless stated otherwise.
enum TrapSeed {
    static func plant(in seeder: inout Seeder, apiKey: String) -> [SimulatedUser] {
        let alice = seeder.addUser(name: "Alice Example", apiKey: apiKey)
        let neil = seeder.addUser(name: "Zoë O'Neil")
        let gone = seeder.addUser(name: "Max Gone")
        let trashed = Date(timeIntervalSince1970: seeder.instant.timeIntervalSince1970.rounded(.down) - 20 * 86_400)
        func file(_ title: String, from origin: Int? = nil, author: UserID? = nil) -> Int {
            seeder.addTrashedFile(title: title, trashedAt: trashed, by: alice.id, from: origin, author: author)
        }
        // The author's name comes HTML-encoded; that of a removed one is replaced.
        _ = file("by O'Neil.docx", author: neil.id)
        _ = file("by a removed person.docx", author: gone.id)
        seeder.database.removePerson(gone.id, reassigningTo: nil, isBlank: false)
        // Its room is unknown, because the folder it came from lies in the trash itself.
        let finance = seeder.addRoom(title: "Finance 2026", owner: alice.id)
        let quarter = seeder.addFolder(title: "Q3", in: finance, by: alice.id)
        _ = file("from Finance.xlsx", from: quarter)
        seeder.trash(.folder(quarter), by: alice.id, at: trashed)
        // If it is restored to its origin, it is destroyed within minutes.
        let short = seeder.addRoom(
            title: "Seven days", owner: alice.id, lifetime: RoomLifetime(7, deletesPermanently: true))
        _ = file("from Seven days.docx", from: short)
        // If it is restored there, a form opens to others; and each call takes only one.
        let forms = seeder.addRoom(title: "Forms", owner: alice.id, type: .formRoom)
        for number in 1...2 {
            let form = file("form \(number).pdf", from: forms)
            seeder.database.documents.edit(file: form) { $0.isForm = true }
        }
        // Not empty, although nothing lies directly in it.
        let outer = seeder.addTrashedFolder(title: "Deep", trashedAt: trashed, by: alice.id)
        let inner = seeder.addFolder(title: "inner", in: outer, by: alice.id)
        _ = seeder.addFile(title: "precious.docx", in: inner, by: alice.id, created: trashed)
        // A room has a tag that is this folder's number: the tag is destroyed with the folder.
        let numbered = seeder.addTrashedFolder(title: "Tag eater", trashedAt: trashed, by: alice.id)
        seeder.database.documents.edit(folder: finance) { $0.tags = ["\(numbered)"] }
        return [alice, neil]
    }
}
