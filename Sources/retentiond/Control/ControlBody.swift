import FoundationEssentials
import Retention

/// The bodies of requests that change something.
enum ControlBody {
    struct Sweep: Codable {
        var account: String?
        var purgeNow: Bool?
        var confirmLimits: Bool?
        var quiet: Bool?
        /// Limits the sweep to this plan.
        var plan: PlanReport?
    }

    struct Restore: Codable {
        var items: [Item]
        /// `origin`, `folder:ID` or `my-documents`.
        var to: String?
        var reason: String?
    }

    struct AddHolds: Codable {
        var items: [Item]
        var reason: String
        var until: Date?
        var ticket: String?
    }

    struct ReleaseHold: Codable {
        var item: String
        var account: String?
        var reason: String
    }

    struct Approve: Codable {
        var account: String?
        var plan: PlanReport
    }

    struct Pause: Codable {
        /// Empty or missing with `all`.
        var accounts: [String]?
        var all: Bool?
        var reason: String?
    }

    struct Resume: Codable {
        var accounts: [String]?
        var all: Bool?
    }

    struct Item: Codable {
        /// May be missing if the policy has one account.
        var account: String?
        /// Such as `file:101`.
        var item: String
    }

    static func encoded(_ body: some Encodable) -> [UInt8] {
        // Our own values always encode; a failure here is a bug worth a crash.
        try! JSONWriter.bytes(body)
    }

    /// Reads the body of a request.
    ///
    /// - Throws: `CommandError` (64) for an invalid body, and for an unknown member, because it may be a restriction.
    static func decoded<Body: Decodable>(
        _ bytes: [UInt8], of route: ControlRoute, as type: Body.Type = Body.self
    ) throws(CommandError) -> Body {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let data = Data(bytes)
        do {
            let names = try decoder.decode(Names.self, from: data).names
            if let unknown = names.first(where: { !route.members.contains($0) }) {
                throw CommandError(.usage, "the service doesn't know \"\(String(sanitizing: unknown))\"", hint: hint)
            }
            return try decoder.decode(Body.self, from: data)
        } catch let failure as CommandError {
            throw failure
        } catch {
            throw CommandError(
                .usage, "the body of the request is not as /usr/share/doc/retentiond/control-api.json describes it")
        }
    }

    /// For a newer client's request to an older service.
    static let hint = "the service may be older than the client: restart it"

    private struct Names: Decodable {
        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        let names: [String]

        init(from decoder: any Decoder) throws {
            names = try decoder.container(keyedBy: Key.self).allKeys.map(\.stringValue)
        }
    }
}
