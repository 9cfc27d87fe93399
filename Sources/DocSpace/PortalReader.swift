/// Everything that can be requested of a portal without changing anything. Has no way to write.
package struct PortalReader: Sendable {
    let connection: PortalConnection

    package init(_ connection: PortalConnection) {
        self.connection = connection
    }

    /// The key's scopes and expiry. Needs no scope: any valid key may request it.
    package func key() async throws(DocSpaceError) -> KeyInfo {
        try await connection.read("keys/@self", as: KeyInfo.self).0
    }

    /// The user that the key acts as, and so the owner of the trash.
    ///
    /// - Throws: `DocSpaceError.forbidden` for a key without the scope accounts.self:read, which no other call needs.
    package func person() async throws(DocSpaceError) -> PersonInfo {
        try await connection.read("people/@self", as: PersonInfo.self).0
    }

    /// The portal's active people, each once. For administrators, with the scope accounts:read.
    ///
    /// - Throws: `DocSpaceError.forbidden` for any other key.
    /// - Note: Source: the vendor's reference of `GET api/2.0/people`: pages of at most 100 by `count` and `startIndex`.
    package func people() async throws(DocSpaceError) -> [PortalPerson] {
        var people: [PortalPerson] = []
        var known: Set<String> = []
        var received = 0
        // More people than any portal has; a page that is never empty must not keep us here for ever.
        for _ in 0..<10_000 {
            let page = try await connection.read(
                "people?count=100&startIndex=\(received)", as: LenientList<PortalPerson>.self
            ).0.elements
            if page.isEmpty { break }
            received += page.count
            people += page.compactMap(\.self).filter { known.insert($0.id).inserted }
        }
        return people
    }

    /// The version that the portal's server reports. Requested without the key, because a key for files only is refused there
    /// (docspace-api.md §11).
    ///
    /// - Throws: `DocSpaceError.malformed` when the answer holds none.
    package func version() async throws(DocSpaceError) -> String {
        try await connection.read(.anonymous("settings/version/build")) { (reply) throws(DocSpaceError) in
            guard let version = try reply.decode(BuildVersions.self).docSpace else {
                throw .malformed("it does not name a version of DocSpace")
            }
            return version
        }.0
    }

    /// One file or folder by its id, wherever it is now.
    package func entry(_ key: EntryKey) async throws(DocSpaceError) -> Entry { try await reading(of: key).entry }

    /// The same, and how long ago the request was sent.
    package func reading(of key: EntryKey) async throws(DocSpaceError) -> (entry: Entry, age: Duration?) {
        let (entry, reply) = try await connection.read("files/\(key.kind.rawValue)/\(key.id)", as: Entry.self)
        return (entry, reply.elapsed)
    }

    /// The caller's own "My documents" section, or nil for users who have none.
    package func myDocuments() async throws(DocSpaceError) -> Entry? {
        try await connection.read("files/@my?count=1", as: FolderPage.self).0.current
    }

    /// The status of an operation. Reading consumes a finished one, so request only one's own.
    ///
    /// - Returns: nil if the portal doesn't list it (any more), which proves nothing about its outcome.
    package func operation(_ id: String) async throws(DocSpaceError) -> Operation? {
        let listed = try await connection.read("files/fileops?id=\(Self.encoded(id))", as: OperationList.self).0
        return listed.operations.first { $0.id == id }
    }

    /// The moves and deletions of the user that are not over, from any client.
    ///
    /// - Note: Removes the notices of finished ones from the user's other clients.
    package func operationsUnderWay() async throws(DocSpaceError) -> [Operation] {
        let listed = try await connection.read("files/fileops", as: OperationList.self).0
        return listed.operations.filter { !$0.isOver && [0, 2, nil].contains($0.type) }
    }

    /// Percent-encodes everything but unreserved characters (RFC 3986).
    static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80,
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
    }
}
