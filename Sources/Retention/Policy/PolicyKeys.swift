/// A key of one kind of object in the policy. The reader accepts exactly the cases of these types; the schema, the pages and the
/// manual are compared with them.
package protocol PolicyKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// Whether the object has settings, so that a note for people can be among them.
    static var allowsComment: Bool { get }
}

extension PolicyKey {
    package static var allowsComment: Bool { true }

    /// Those that a hint lists: without the ones for editors and people.
    static var listed: [String] { allCases.map(\.rawValue).filter { !$0.hasPrefix("$") } }

    /// All that the object can have.
    static var accepted: [String] {
        allCases.map(\.rawValue) + (allowsComment ? [PolicyReader.commentKey] : [])
    }
}

/// Of the policy as a whole.
enum TopLevelKey: String, PolicyKey {
    case version, accounts, accountsFrom, defaults, check, purge, retention, folders, rules, limits, policyChangeGrace
    case rescueBefore, approval
    /// What `retentiond policy seal` writes. It says something about the rules and is none of them.
    case inForce
    /// Read by editors only.
    case schema = "$schema"

    /// Those about accounts. They do not change what the policy does to an item.
    static let ofAccounts: [TopLevelKey] = [.accounts, .accountsFrom, .defaults]
}

enum AccountKey: String, PolicyKey { case name, portal, apiKey, caFile, proxy, pace }

enum DefaultsKey: String, PolicyKey { case portal, caFile, proxy, pace }

enum PaceKey: String, PolicyKey { case requestsPerMinute, writesPerDay }

/// Of `apiKey`.
enum KeySourceKey: String, PolicyKey {
    case credential, bundle, entry, file, environment

    static let allowsComment = false
}

enum CheckKey: String, PolicyKey { case every, jitter }

enum PurgeKey: String, PolicyKey { case schedule, method, missed }

enum FoldersKey: String, PolicyKey { case nonEmpty }

enum ApprovalKey: String, PolicyKey { case above }

/// Of `inForce`.
enum SealKey: String, PolicyKey { case since, digest }

/// Of `limits`.
package enum LimitKey: String, PolicyKey {
    case maxPurgeItems, maxPurgeFraction, maxRestoresPerItem, maxInflowFactor, maxPurgeItemsPerDay
}

/// Of a rule, whatever its action.
enum RuleKey: String, PolicyKey { case name, action, match, until, to, fallback, retention }

/// Of `match`: the criteria, what joins them, and how they compare.
enum MatchKey: PolicyKey {
    case criterion(CriterionKey)
    case all, any, not, caseSensitive

    static let allowsComment = false
    static let allCases = CriterionKey.allCases.map(MatchKey.criterion) + [.all, .any, .not, .caseSensitive]

    init?(rawValue: String) {
        guard let key = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = key
    }

    var rawValue: String {
        switch self {
        case .criterion(let key): key.rawValue
        case .all: "all"
        case .any: "any"
        case .not: "not"
        case .caseSensitive: "caseSensitive"
        }
    }
}

/// Of `size` and `age`.
enum RangeKey: String, PolicyKey {
    case min, max

    static let allowsComment = false
}

/// Of `created`.
enum PeriodKey: String, PolicyKey {
    case after, before

    static let allowsComment = false
}

/// Of `fallback`, and of `to` where it is an object.
enum TargetKey: String, PolicyKey {
    case folder, myDocuments

    static let allowsComment = false
}

/// Of an entry of `originFolder` that is an object.
enum OriginFolderKey: String, PolicyKey {
    case myDocuments

    static let allowsComment = false
}
