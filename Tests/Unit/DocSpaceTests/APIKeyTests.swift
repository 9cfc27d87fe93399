import Foundation
import Testing

@testable import DocSpace

@Suite struct APIKeyTests {
    @Test func `never prints`() throws {
        let key = try APIKey(secret)
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

    @Test func `is sent with the prefix that the portal compares to the letter`() throws {
        #expect(try APIKey(secret).authorizationHeader == "Bearer \(secret)")
    }

    @Test(arguments: ["\(secret)\n", " \(secret)", "\t\(secret)\r\n"])
    func `blanks around it are dropped`(text: String) throws {
        #expect(try APIKey(text).authorizationHeader == "Bearer \(secret)")
    }

    @Test(arguments: ["", " \n", "sk-1\r\nX-Evil: 1", "sk 1", "sk-\u{0}", "sk-é", "sk-1\u{7F}"])
    func `refuses what cannot be sent in a header`(text: String) {
        #expect(throws: APIKeyError.self) { try APIKey(text) }
    }

    /// It may be another secret: it is sent nowhere, and no message repeats it.
    @Test(arguments: [
        ("\"\(secret)\"", APIKeyError.quoted), ("'\(secret)'", .quoted), ("API_KEY=\(secret)", .labelled),
        ("export KEY=\"\(secret)\"", .labelled), ("Bearer \(secret)", .labelled), ("apiKey: \(secret)", .labelled),
        (Data(secret.utf8).base64EncodedString(), .encoded), (String(secret.dropLast()), .digits(63)),
        (secret + "0", .digits(65)), ("sk-", .digits(0)), (secret.uppercased(), .upperCase), ("hunter2", .otherForm),
        ("-----BEGIN PRIVATE KEY-----", .otherForm), (String(secret.dropFirst(3)), .otherForm), ("", .empty),
        (secret.dropLast() + "g", .otherForm),
    ])
    func `a text without the form of a key is refused`(text: String, error: APIKeyError) {
        do throws(APIKeyError) {
            _ = try APIKey(text)
            #expect(Bool(false))
        } catch let found {
            #expect(found == error)
            #expect(text.count < 8 || !found.description.contains(text.dropFirst(3).prefix(8)))
        }
    }
}
