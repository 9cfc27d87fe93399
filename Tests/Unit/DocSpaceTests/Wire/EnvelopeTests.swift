import Foundation
import Testing

@testable import DocSpace

/// The portal's four shapes of errors, and other possible answers.
@Suite struct EnvelopeTests {
    private func reply(_ text: String) -> HTTPReply {
        HTTPReply(status: 200, body: Array(text.utf8), portalDate: nil, receivedAt: Date())
    }

    @Test func `reads the response and nothing else`() throws {
        let text = #"{"response":[1,2],"count":"many","total":{},"links":[{}],"status":0,"statusCode":200}"#
        #expect(try reply(text).decode([Int].self) == [1, 2])
    }

    @Test(arguments: [#"{"response":[1]}"#, " \r\n\t" + #"{"response":[1],"status":0}"#])
    func `does without a status and with blanks`(text: String) throws {
        #expect(try reply(text).decode([Int].self) == [1])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
    }

    @Test(arguments: [
        Case(
            testDescription: "an error envelope under 200",
            text: #"{"error":{"message":"x","type":"T","stack":"at …","hresult":-1},"status":1,"statusCode":500}"#),
        Case(
            testDescription: "an error with nulls",
            text: #"{"error":{"message":"x","type":null,"hresult":0},"status":1}"#),
        Case(
            testDescription: "validation problems in the success envelope",
            text: #"{"response":{"errors":{"count":["1…100"]}},"status":1,"statusCode":400}"#),
        Case(testDescription: "no body", text: ""),
        Case(testDescription: "blanks only", text: "  \n"),
        Case(testDescription: "a gateway's page", text: "<!DOCTYPE html><html><body>502</body></html>"),
        Case(testDescription: "JSON that is not an object", text: "[1]"),
        Case(testDescription: "cut JSON", text: #"{"response":[1,2"#),
        Case(testDescription: "no response", text: #"{"count":1,"status":0}"#),
        Case(testDescription: "a null response", text: #"{"response":null,"status":0}"#),
        Case(testDescription: "another type", text: #"{"response":"yes","status":0}"#),
        Case(testDescription: "bytes that are not text", text: "{\u{0}\u{1}"),
    ])
    func `calls everything else malformed`(_ example: Case) {
        do throws(DocSpaceError) {
            let value = try reply(example.text).decode([Int].self)
            Issue.record("read \(value)")
        } catch {
            guard case .malformed(let reason) = error else { return #expect(Bool(false), "\(error)") }
            #expect(!reason.contains("at …"), "it doesn't contain the portal's text")
        }
    }
}
