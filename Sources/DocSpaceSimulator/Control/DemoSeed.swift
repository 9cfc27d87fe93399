import FoundationEssentials

/// The demonstration: Alice has worked for a month. Deterministic for a given instant.
enum DemoSeed {
    /// One family of trashed files.
    private struct Family {
        let titles: [String]
        let bytes: ClosedRange<Int>
        let count: Int
    }

    private static let families = [
        Family(
            titles: [
                "Quarterly report", "Budget draft", "Meeting notes", "Offer", "Projektplan", "Résumé", "Übersicht",
            ],
            bytes: 12_000...900_000, count: 70
        ),
        Family(titles: ["~scratch", "export", "autosave", "download"], bytes: 0...4_000_000, count: 80),
        Family(titles: ["IMG", "Screenshot", "Logo entwurf", "写真"], bytes: 90_000...9_000_000, count: 45),
        Family(
            titles: ["Contract", "Rahmenvertrag", "NDA contract", "Lease contract"], bytes: 40_000...2_500_000,
            count: 24),
        Family(titles: ["Contract", "Invoice", "Protocol"], bytes: 1_100...6_000, count: 16),
        Family(titles: ["Archive", "Raw footage", "Backup set"], bytes: 20_000_000...2_147_483_648, count: 22),
    ]
    private static let suffixes = [
        ["docx", "xlsx", "pptx", "pdf"], ["tmp", "bak", "tmp"], ["png", "jpg"], ["pdf", "docx"], ["sig"],
        ["zip", "7z"],
    ]

    static func plant(in seeder: inout Seeder, apiKey: String) -> [SimulatedUser] {
        var generator = SeededGenerator(seed: 2026)
        let alice = seeder.addUser(name: "Alice Example", apiKey: apiKey)
        let bob = seeder.addUser(name: "Bob Müller")
        let carol = seeder.addUser(name: "Carol 山田")
        let origins = plantRooms(in: &seeder, alice: alice, bob: bob)
        for (index, family) in families.enumerated() {
            for number in 1...family.count {
                let stem = family.titles[number % family.titles.count]
                let suffix = suffixes[index][number % suffixes[index].count]
                let author = [alice, alice, bob, carol][Int.random(in: 0..<4, using: &generator)]
                _ = seeder.addTrashedFile(
                    title: "\(stem) \(number).\(suffix)",
                    bytes: number == 7 ? 0 : Int.random(in: family.bytes, using: &generator),
                    trashedAt: seeder.age(days: Double.random(in: 0.02..<29, using: &generator)),
                    by: alice.id,
                    from: origins.randomElement(using: &generator),
                    author: author.id
                )
            }
        }
        plantFolders(in: &seeder, alice: alice, origins: origins, generator: &generator)
        plantSpecials(in: &seeder, alice: alice, bob: bob, finance: origins[2])
        return [alice, bob, carol]
    }

    /// The origins of items: My documents, two rooms with folders, an archived room.
    private static func plantRooms(in seeder: inout Seeder, alice: SimulatedUser, bob: SimulatedUser) -> [Int] {
        let mine = alice.myDocumentsID ?? 0
        let drafts = seeder.addFolder(title: "Drafts", in: mine, by: alice.id)
        let finance = seeder.addRoom(
            title: "Finance 2026", owner: bob.id, members: [alice.id: .manager], tags: ["finance", "keep"]
        )
        let ledgers = seeder.addFolder(title: "Ledgers", in: finance, by: bob.id)
        let marketing = seeder.addRoom(
            title: "Marketing", owner: alice.id, members: [bob.id: .editor], tags: ["campaign"])
        let campaign = seeder.addFolder(title: "Kampagne Frühling", in: marketing, by: alice.id)
        let old = seeder.addRoom(title: "Project Apollo", owner: alice.id, isArchived: true)
        return [mine, drafts, finance, ledgers, marketing, campaign, old]
    }

    /// Folders in the trash, two of five empty.
    private static func plantFolders(
        in seeder: inout Seeder, alice: SimulatedUser, origins: [Int], generator: inout SeededGenerator
    ) {
        for number in 1...32 {
            let trashed = seeder.age(days: Double.random(in: 0.1..<28, using: &generator))
            let id = seeder.addTrashedFolder(
                title: ["Old drafts", "Event photos", "New folder", "Übergabe"][number % 4] + " \(number)",
                trashedAt: trashed, by: alice.id, from: origins.randomElement(using: &generator)
            )
            guard number % 5 > 1 else { continue }
            for inner in 1...Int.random(in: 1...6, using: &generator) {
                _ = seeder.addFile(
                    title: "page \(inner).\(inner % 2 == 0 ? "docx" : "tmp")", bytes: inner * 4_096, in: id,
                    by: alice.id,
                    created: trashed.addingTimeInterval(-86_400)
                )
            }
        }
    }

    /// A locked file, a title that clashes at its origin, a deleted origin, and three items trashed in one second.
    private static func plantSpecials(
        in seeder: inout Seeder, alice: SimulatedUser, bob: SimulatedUser, finance: Int
    ) {
        let locked = seeder.addTrashedFile(
            title: "Locked by Bob.xlsx", bytes: 51_200, trashedAt: seeder.age(days: 20), by: alice.id, from: finance
        )
        seeder.database.documents.edit(file: locked) { $0.lockedBy = bob.id }
        _ = seeder.addFile(title: "Supplier contract.pdf", bytes: 300_000, in: finance, by: bob.id)
        _ = seeder.addTrashedFile(
            title: "Supplier contract.pdf", bytes: 280_000, trashedAt: seeder.age(days: 9), by: alice.id, from: finance
        )
        let gone = seeder.addFolder(title: "Deleted later", in: alice.myDocumentsID ?? 0, by: alice.id)
        for number in 1...4 {
            _ = seeder.addTrashedFile(
                title: "Orphan contract \(number).pdf", bytes: 70_000, trashedAt: seeder.age(days: 12 + Double(number)),
                by: alice.id, from: gone
            )
        }
        seeder.forget(folder: gone)
        for number in 1...3 {
            _ = seeder.addTrashedFile(title: "same second \(number).tmp", trashedAt: seeder.age(days: 3), by: alice.id)
        }
    }
}

extension Seeder {
    /// The instant this number of days ago, to the second.
    fileprivate func age(days: Double) -> Date {
        Date(timeIntervalSince1970: (instant.timeIntervalSince1970 - days * 86_400).rounded(.down))
    }
}
