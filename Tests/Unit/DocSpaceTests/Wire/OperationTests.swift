import Foundation
import Testing

@testable import DocSpace

@Suite struct OperationTests {
    private func operation(_ members: String) throws -> DocSpace.Operation {
        try JSONDecoder().decode(DocSpace.Operation.self, from: Data(#"{"id":"a"\#(members)}"#.utf8))
    }

    @Test(arguments: [#","Operation":2"#, #","operation":2"#, #","Operation":2,"operation":0"#])
    func `reads its type in both spellings`(members: String) throws {
        #expect(try operation(members).type == 2)
    }

    @Test func `processed is a text with a number`() throws {
        #expect(try operation(#","processed":"12""#).processed == 12)
        #expect(try operation(#","processed":12"#).processed == 12)
        #expect(try operation(#","processed":"many""#).processed == nil)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let members: String
        let isOver: Bool
        let endedCleanly: Bool
    }

    @Test(arguments: [
        Case(testDescription: "queued", members: #","progress":0,"status":0"#, isOver: false, endedCleanly: false),
        Case(testDescription: "running", members: #","progress":99,"status":1"#, isOver: false, endedCleanly: false),
        Case(
            testDescription: "all done, the end not yet noted", members: #","progress":100,"finished":true,"status":1"#,
            isOver: false, endedCleanly: false),
        Case(testDescription: "finished", members: #","finished":true"#, isOver: true, endedCleanly: true),
        Case(testDescription: "completed", members: #","status":2"#, isOver: true, endedCleanly: true),
        Case(testDescription: "all done, before 3.7", members: #","progress":100"#, isOver: true, endedCleanly: true),
        Case(
            testDescription: "with an error", members: #","finished":true,"error":"Zugriff verweigert""#, isOver: true,
            endedCleanly: false),
        Case(
            testDescription: "an empty error doesn't count", members: #","finished":true,"error":"""#, isOver: true,
            endedCleanly: true),
        Case(
            testDescription: "cancelled", members: #","status":3,"finished":false"#, isOver: true, endedCleanly: false),
        Case(testDescription: "failed", members: #","status":4,"progress":100"#, isOver: true, endedCleanly: false),
        Case(testDescription: "a status of the future", members: #","status":9"#, isOver: true, endedCleanly: false),
        Case(testDescription: "no members", members: "", isOver: false, endedCleanly: false),
    ])
    func `knows when it is over`(_ example: Case) throws {
        let operation = try operation(example.members)
        #expect(operation.isOver == example.isOver)
        #expect(operation.endedCleanly == example.endedCleanly)
    }

    @Test func `a list and a single one are alike`() throws {
        for json in [#"[{"id":"a"},{"broken":1}]"#, #"{"id":"a"}"#] {
            let list = try JSONDecoder().decode(OperationList.self, from: Data(json.utf8))
            #expect(list.operations.map(\.id) == ["a"])
        }
    }
}
