/// What `people/@self` tells of the user that a key acts as.
package struct PersonInfo: Decodable, Sendable {
    package let displayName: String?
    package let email: String?

    private enum CodingKeys: CodingKey { case displayName, email }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        displayName = values.lenient(String.self, .displayName).map(HTMLText.decoded)
        email = values.lenient(String.self, .email)
    }
}
