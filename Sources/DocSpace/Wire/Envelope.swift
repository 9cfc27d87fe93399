import FoundationEssentials

/// The portal's wrapper around every answer. `count` and `total` on this level mean nothing reliable and are left out.
struct Envelope<Response: Decodable>: Decodable {
    let response: Response?
    /// 0 ok, 1 failed: some refusals come with HTTP 200.
    let status: Int?
}

extension HTTPReply {
    /// Reads the `response` part of the answer.
    ///
    /// - Throws: `.malformed` for HTML, cut JSON, a failed status or a missing response.
    func decode<Response: Decodable>(_ type: Response.Type) throws(DocSpaceError) -> Response {
        guard body.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") else {
            let isGzip = body.starts(with: [0x1F, 0x8B])
            throw .malformed(
                body.isEmpty
                    ? "it is empty" : isGzip ? "it is compressed, but not marked as compressed" : "it is not JSON")
        }
        let envelope: Envelope<Response>
        do {
            // The decoder reads a text only when it is needed: an invalid one would silently cost its entry.
            let text = RepairedText.isNeeded(body) ? RepairedText.of(body) : body
            envelope = try JSONDecoder().decode(Envelope<Response>.self, from: Data(text))
        } catch {
            throw .malformed("its JSON is cut short or has an unexpected structure")
        }
        guard envelope.status ?? 0 == 0 else { throw .malformed("it reports a failure under status \(status)") }
        guard let response = envelope.response else { throw .malformed("its response is missing") }
        return response
    }
}

extension KeyedDecodingContainer {
    /// A value of the expected type, or nil: absent, null and another type are treated alike.
    func lenient<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        try? decodeIfPresent(type, forKey: key)
    }

    /// Whether something other than null was sent.
    func isPresent(_ key: Key) -> Bool {
        contains(key) && (try? decodeNil(forKey: key)) != true
    }

    /// An id: a number, or a string of digits.
    func lenientID(_ key: Key) -> Int? {
        lenient(Int.self, key) ?? lenient(String.self, key).flatMap { Int($0) }
    }

    /// An id of an item: `lenientID`, if it is usable.
    func usableID(_ key: Key) -> Int? { lenientID(key)?.usableID }

    /// A date as the portal writes one; nil also for the year 0001, which means "none".
    func lenientDate(_ key: Key) -> Date? {
        lenient(String.self, key).flatMap(PortalDate.parse)
    }
}

extension Int {
    /// The number as an id: the portal counts from 1, and 0 means none.
    var usableID: Int? { self > 0 ? self : nil }
}

/// A list whose broken elements are nil instead of failing the whole page.
struct LenientList<Element: Decodable>: Decodable {
    let elements: [Element?]

    /// We request a hundred, older portals send a thousand. Millions of tiny ones would take gigabytes.
    static var maxElements: Int { 10_000 }

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var elements: [Element?] = []
        while !container.isAtEnd {
            guard elements.count < Self.maxElements else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "too many elements")
            }
            let element = try container.superDecoder()
            elements.append(try? Element(from: element))
        }
        self.elements = elements
    }
}
