import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Entries that no portal should send", .timeLimit(.minutes(10)))
struct HostileEntryTests {
    /// A change of a listed entry that has been in the trash for twenty days; the retention is one day.
    struct Oddity: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let edit: @Sendable (JSONValue) -> JSONValue

        init(_ description: String, _ edit: @escaping @Sendable (JSONValue) -> JSONValue) {
            (testDescription, self.edit) = (description, edit)
        }

        init(_ name: String, _ value: JSONValue?) {
            self.init("\(name): \(value.map { "\($0.bytes.count) bytes of another kind, \($0)" } ?? "absent")") {
                $0.with(name, value)
            }
        }
    }

    static let neverPurged = [
        Oddity("updated", "2199-01-01T00:00:00.0000000Z"),
        Oddity("id", nil), Oddity("id", .null), Oddity("id", 0), Oddity("id", -4), Oddity("id", "box-12"),
        Oddity("id", .double(1.5)), Oddity("rootFolderType", 5), Oddity("rootFolderType", 4_711),
    ]

    @Test(arguments: neverPurged) func `is left alone`(_ oddity: Oddity) async throws {
        try await withFixture { fixture in
            try fixture.install { $0.retention = "1d" }
            let odd = fixture.trash("odd.txt", days: 20)
            try fixture.fakeListing { $0.map(oddity.edit) }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").isEmpty)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed == [odd])
            #expect(fixture.writes.isEmpty)
            fixture.expectNothingChanged()
        }
    }

    /// Missing, a placeholder, or in a form that only other programs write: 23 in all.
    static let unreadableDates = [
        Oddity("updated", nil), Oddity("updated", .null), Oddity("updated", ""), Oddity("updated", 17),
        Oddity("updated", 1_772_608_500), Oddity("updated", true),
        Oddity("updated", ["utcTime": "2026-01-01T00:00:00Z"]), Oddity("updated", ["2026-01-01T00:00:00Z"]),
        Oddity("updated", "yesterday"), Oddity("updated", "1772608500"), Oddity("updated", "/Date(1772608500000)/"),
        Oddity("updated", "0001-01-01T00:00:00.0000000Z"), Oddity("updated", "1970-01-01T00:00:00.0000000Z"),
        Oddity("updated", "2026-13-45T99:00:00.0000000Z"), Oddity("updated", "2026-01-01"),
        Oddity("updated", "2026-01-01T00:00:00.0000000"), Oddity("updated", "2026-01-01 00:00:00"),
        Oddity("updated", "2026/01/01 00:00:00Z"), Oddity("updated", "01.01.2026 00:00"),
        Oddity("updated", "1/1/2026 12:00:00 AM"), Oddity("updated", "Thu, 01 Jan 2026 00:00:00 GMT"),
        Oddity("updated", "Thu Jan  1 00:00:00 2026"), Oddity("updated", "٢٠٢٦-٠١-٠١T٠٠:٠٠:٠٠Z"),
    ]

    /// A listing without a readable date doesn't show when its items were trashed. So the sweep fails; and held
    /// items are restored, because the portal may destroy them at any time.
    @Test(arguments: unreadableDates) func `unreadable dates fail the sweep and rescue held items`(_ oddity: Oddity)
        async throws
    {
        #expect(Self.unreadableDates.count == 23)
        try await withFixture { fixture in
            try fixture.install {
                $0.retention = "1d"
                $0.rules = [PolicyText.hold("contract*")]
            }
            let odd = fixture.trash("odd.txt", days: 20)
            let held = fixture.trash("contract.pdf", days: 5)
            try fixture.fakeListing { $0.map(oddity.edit) }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").isEmpty)
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("none of the 2 listed items has a readable date of deletion"))
            #expect(fixture.trashed == [odd])
            #expect(fixture.restored == [held])
            #expect(fixture.destroyed.isEmpty)
            #expect(try fixture.audit.items("rescued") == ["\(held)"])
            #expect(try fixture.audit.contains { $0.event == "sweep-failed" })
        }
    }

    static let stillUnderstood = [
        Oddity("fileType", 4_711), Oddity("fileType", "pdf"), Oddity("security", nil), Oddity("security", "all"),
        Oddity("createdBy", nil), Oddity("createdBy", "Alice"), Oddity("originId", "none"),
        Oddity("brandNew", ["deeply": ["nested": [1, 2, .null]]]), Oddity("fileExst", .null),
        Oddity("pureContentLength", "12 KB"), Oddity("rootFolderType", nil),
    ]

    /// The decision follows from the known attributes alone.
    @Test(arguments: stillUnderstood) func `is judged by what is known`(_ oddity: Oddity) async throws {
        try await withFixture { fixture in
            try fixture.install { $0.retention = "1d" }
            let odd = fixture.trash("odd.txt", days: 20)
            try fixture.fakeListing { $0.map(oddity.edit) }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge") == ["\(odd)"])
        }
    }

    /// The result of every title rule is unknown for it.
    @Test(arguments: [Oddity("title", nil), Oddity("title", 12)])
    func `is left alone without a title`(_ oddity: Oddity) async throws {
        try await withFixture { fixture in
            try fixture.install { $0.retention = "1d" }
            _ = fixture.trash("odd.txt", days: 20)
            try fixture.fakeListing { $0.map(oddity.edit) }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge") == [])
            let result = try await fixture.retentiond("plan")
            #expect(result.stdout.contains("1 entry can't be understood"))
        }
    }

    /// An unknown attribute never removes protection.
    @Test(arguments: [
        (#"{ "createdBy": ["Bob*"] }"#, "createdBy"), (#"{ "originFolder": ["Contracts"] }"#, "originTitle"),
        (#"{ "created": { "before": "2030-01-01" } }"#, "created"), (#"{ "type": ["pdf"] }"#, "fileType"),
    ]) func `a rule that cannot be judged protects`(_ match: String, _ name: String) async throws {
        try await withFixture { fixture in
            let odd = fixture.trash("odd.pdf", days: 20, author: fixture.bob)
            try fixture.install {
                $0.rules = [#"{ "name": "kept", "action": "hold", "match": \#(match) }"#]
            }
            try fixture.fakeListing { $0.map { $0.with(name, nil).with("originId", nil) } }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed == [odd])
            #expect(fixture.writes.isEmpty)
            #expect(try fixture.audit.items("held") == ["\(odd)"])
        }
    }

    @Test func `a file and a folder with one ID are two items`() async throws {
        try await withFixture { fixture in
            let folder = fixture.trashFolder("due", days: 20)
            var file = fixture.trash("young.txt", days: 1)
            while file.id < folder.id { file = fixture.trash("young.txt", days: 1) }
            try #require(file.id == folder.id)
            let young = fixture.trashed.subtracting([folder])
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == [folder])
            #expect(fixture.trashed == young)
        }
    }

    @Test func `items without or with future dates are kept and named`() async throws {
        try await withFixture { fixture in
            let undated = fixture.portal.seed {
                ItemKey.file($0.addTrashedFile(title: "undated.txt", trashedAt: nil, by: fixture.alice.id))
            }
            let future = fixture.trash("future.txt", days: -3)
            let due = fixture.trash("old.txt", days: 20)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == [due])
            #expect(fixture.trashed == [undated, future])
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.item(undated)?["reason"]?.text?.contains("no date") == true)
            #expect(plan.item(future)?["reason"]?.text?.contains("future") == true)
        }
    }
}
