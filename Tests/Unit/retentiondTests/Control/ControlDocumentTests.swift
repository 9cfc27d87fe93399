import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@testable import retentiond

/// docs/reference/control-api.json describes everything that the service accepts, and nothing else.
@Suite struct ControlDocumentTests {
    private static let document: JSONValue? = {
        let path = Repository.root.appending(path: "docs/reference/control-api.json").path
        let bytes = FileManager.default.contents(atPath: path)
        return bytes.flatMap { JSONValue(parsing: Array($0)) }
    }()

    @Test func `describes each route and no other`() throws {
        let document = try #require(Self.document)
        let paths = try #require(document["paths"])
        let described = Set(
            paths.names.flatMap { path in (paths[path]?.names ?? []).map { "\($0.uppercased()) \(path)" } })
        #expect(described == Set(ControlRoute.allCases.map { "\($0.method) \($0.path)" }))
        #expect(document["info"]?["version"]?.text == ControlRoute.version)
    }

    @Test(arguments: ControlRoute.allCases) func `describes parameters and body`(_ route: ControlRoute) throws {
        let operation = try #require(Self.document?["paths"]?[route.path]?[route.method.lowercased()])
        let parameters = (operation["parameters"]?.elements ?? []).compactMap { $0["name"]?.text }
        #expect(parameters.sorted() == route.parameters.sorted())
        let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect((schema?["properties"]?.names ?? []) == route.members.sorted())
        #expect((schema == nil) == !route.changes)
    }
}
