/// A key of one kind of object in the policy. The reader accepts exactly the cases of these types; schema, pages and manual are
/// compared with them.
package protocol PolicyKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// Whether the object has settings, and so can have a note for people.
    static var allowsComment: Bool { get }
}

extension PolicyKey {
    package static var allowsComment: Bool { true }

    /// The keys that a hint lists: without those for editors and people.
    static var listed: [String] { allCases.map(\.rawValue).filter { !$0.hasPrefix("$") } }

    /// All keys that the object can have.
    static var accepted: [String] {
        allCases.map(\.rawValue) + (allowsComment ? [PolicyReader.commentKey] : [])
    }
}

/// Keys of the whole policy.
enum TopLevelKey: String, PolicyKey {
    case version, accounts, accountsFrom, defaults, check, purge, retention, folders, rules, limits, policyChangeGrace
    case rescueBefore, approval
    /// Written by `retentiond policy seal`. It describes the rules and is not one of them.
    case inForce
    /// Read by editors only.
    case schema = "$schema"

    /// The keys for accounts. They do not change the policy's effect on an item.
    static let ofAccounts: [TopLevelKey] = [.accounts, .accountsFrom, .defaults]
}

enum AccountKey: String, PolicyKey { case name, portal, apiKey, caFile, proxy, pace }

enum DefaultsKey: String, PolicyKey { case portal, caFile, proxy, pace }

enum PaceKey: String, PolicyKey { case requestsPerMinute, writesPerDay }

/// Keys of `apiKey`.
enum KeySourceKey: String, PolicyKey {
    case credential, bundle, entry, file, environment

    static let allowsComment = false
}

enum CheckKey: String, PolicyKey { case every, jitter }

enum PurgeKey: String, PolicyKey { case schedule, method, missed }

enum FoldersKey: String, PolicyKey { case nonEmpty }

enum ApprovalKey: String, PolicyKey { case above }

/// Keys of `inForce`.
enum SealKey: String, PolicyKey { case since, digest }

/// Keys of `limits`.
package enum LimitKey: String, PolicyKey {
    case maxPurgeItems, maxPurgeFraction, maxRestoresPerItem, maxInflowFactor, maxPurgeItemsPerDay
}

/// Keys of a rule with any action.
enum RuleKey: String, PolicyKey { case name, action, match, until, to, fallback, retention }

/// Keys of `match`: criteria, their combinations, and how they compare.
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

/// Keys of `size` and `age`.
enum RangeKey: String, PolicyKey {
    case min, max

    static let allowsComment = false
}

/// Keys of `created`.
enum PeriodKey: String, PolicyKey {
    case after, before

    static let allowsComment = false
}

/// Keys of `fallback`, and of `to` if it is an object.
enum TargetKey: String, PolicyKey {
    case folder, myDocuments

    static let allowsComment = false
}

/// Keys of an object in `originFolder`.
enum OriginFolderKey: String, PolicyKey {
    case myDocuments

    static let allowsComment = false
}
