/// A person in a list of the portal's people.
package struct PortalPerson: Decodable, Sendable {
    package let id: String
    package let displayName: String?
    package let email: String?

    private enum CodingKeys: CodingKey { case id, displayName, email }

    package init(id: String, displayName: String?, email: String?) {
        self.id = id
        self.displayName = displayName
        self.email = email
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        displayName = values.lenient(String.self, .displayName).map(HTMLText.decoded)
        email = values.lenient(String.self, .email)
    }
}

/// The answer of `people/@self` about the user that a key acts as.
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
