import Foundation
import Testing

@testable import DocSpace

@Suite struct APIKeyTests {
    @Test func neverPrints() throws {
        let key = try #require(APIKey(secret))
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        struct Holder { let key: APIKey }
        let texts = [
            "\(key)", String(describing: key), String(reflecting: key), "\([key])", "\(Optional(key) as Any)",
            "\(Holder(key: key))", String(reflecting: Holder(key: key)), dumped,
        ]
        for text in texts { #expect(!text.contains(secret.dropFirst(3).prefix(8)), "\(text)") }
        #expect("\(key)" == "sk-…")
    }

    @Test func isSentWithThePrefixThatThePortalComparesToTheLetter() {
        #expect(APIKey(secret)?.authorizationHeader == "Bearer \(secret)")
    }

    @Test(arguments: ["\(secret)\n", " \(secret)", "\t\(secret)\r\n"])
    func blanksAroundItAreDropped(text: String) {
        #expect(APIKey(text)?.authorizationHeader == "Bearer \(secret)")
    }

    @Test(arguments: ["", " \n", "sk-1\r\nX-Evil: 1", "sk 1", "sk-\u{0}", "sk-é", "sk-1\u{7F}"])
    func refusesWhatCanNotBeSentInAHeader(text: String) {
        #expect(APIKey(text) == nil)
    }
}
