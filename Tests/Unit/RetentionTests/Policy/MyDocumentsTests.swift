import Testing

@testable import Retention

/// `{ "myDocuments": true }` as an origin folder (issue 13, point 9).
@Suite struct MyDocumentsTests {
    private func match(_ match: String) throws -> Condition {
        try parse(policy(matching: match)).get().policy.rules[0].match
    }

    private static func from(_ title: String, in location: OriginLocation) -> TrashedItem {
        .file {
            $0.originFolder = FolderReference(id: 50, title: title)
            $0.originLocation = location
        }
    }

    /// The title of that section is localized: only the folder's location identifies it.
    @Test(arguments: ["My documents", "Mes documents", "Documents", "Anything"])
    func `is found by where the folder lies`(title: String) throws {
        let condition = try match(#"{ "originFolder": [{ "myDocuments": true }] }"#)
        let answers = OriginLocation.allCases.map { condition.evaluate(Self.from(title, in: $0), now: now) }
        #expect(answers == [.unknown, .yes, .no])
    }

    @Test func `is allowed beside titles and ids`() throws {
        let condition = try match(#"{ "originFolder": ["Drafts", 7, { "myDocuments": true }] }"#)
        #expect(condition.evaluate(Self.from("Drafts", in: .elsewhere), now: now) == .yes)
        #expect(condition.evaluate(Self.from("x", in: .myDocuments), now: now) == .yes)
        #expect(condition.evaluate(Self.from("x", in: .elsewhere), now: now) == .no)
        #expect(condition.sentence == #"originFolder ["Drafts", 7, My documents]"#)
    }

    @Test(arguments: [
        "My documents", "my DOCUMENTS", "My doc*", "*документы", "Мои документы", "私の文書", "Meine Dokumente",
        "Documents",
        "[MT]y documents",
    ])
    func `warns of globs that name it in some language`(glob: String) throws {
        let found = problems(of: policy(matching: #"{ "originFolder": ["x", "\#(glob)"] }"#))
        #expect(found.map(\.path) == ["rules[0].match.originFolder[1]"])
        #expect(found.first?.severity == .warning && found.first?.message.contains("in some language") == true)
        #expect(found.first?.hint.contains(#"{ "myDocuments": true }"#) == true)
    }

    @Test(arguments: ["Drafts", "D*", "*", "Project documents", "Moje", "?y*", "*ocument*s 2026"])
    func `warns of no other globs`(glob: String) throws {
        #expect(
            problems(of: policy(matching: #"{ "originFolder": ["\#(glob)"] }"#)).allSatisfy {
                !$0.message.contains("language")
            })
        #expect(problems(of: policy(matching: #"{ "originRoom": ["My documents"] }"#)).isEmpty)
    }
}
