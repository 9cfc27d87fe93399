import Foundation
import TestSupport
import Testing

@Suite("Printing the schema", .timeLimit(.minutes(10)))
struct SchemaTests {
    @Test func `prints the recorded schema and nothing else`() async throws {
        let recorded = Repository.root.appending(path: "docs/reference/policy.schema.json")
        try await withFixture { fixture in
            let result = try await fixture.retentiond("schema")
            #expect(result.status == 0 && result.stderr.isEmpty, "\(result)")
            let difference = try firstDifference(result.stdout, String(contentsOf: recorded, encoding: .utf8))
            #expect(difference == nil)
        }
    }
}
