import TestSupport
import Testing
import Time

@testable import Retention

/// A seed that the reader refuses is useless to the fuzzer.
@Suite("Fuzz seeds of the policy") struct PolicySeedTests {
    private static let folder = "Tests/Tools/fuzz/corpus/policy"
    /// The same as in `Tests/Tools/fuzz/harness/PolicyTargets.swift`.
    private static let context = PolicyContext(localZone: .utc, zone: { $0 == "Europe/Berlin" ? .utc : nil })

    @Test func `every seed is accepted`() throws {
        let names = try Repository.names(in: Self.folder)
        #expect(names.count >= 7)
        for name in names {
            let bytes = try Repository.bytes("\(Self.folder)/\(name)")
            if case .failure(let problems) = PolicyDocument.parse(bytes, file: name, context: Self.context) {
                Issue.record("\(problems)")
            }
        }
    }

    @Test func `everything has every key`() throws {
        let root = try JSONParser.parse(Repository.bytes("\(Self.folder)/everything"))
        let keys = root.allKeys
        let missing = PolicyObject.all.flatMap { object in
            object.keys.filter { !keys.contains($0) }.map { "\(object.testDescription): \($0)" }
        }
        #expect(missing == [])
        #expect(keys.contains("$comment"))
    }
}

extension JSONNode {
    fileprivate var allKeys: Set<String> {
        switch value {
        case .object(let members): members.reduce(into: []) { $0.formUnion([$1.key] + $1.value.allKeys) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.allKeys) }
        case .null, .bool, .number, .string: []
        }
    }
}
