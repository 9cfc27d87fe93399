import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// A hold as `hold list` prints it. The names are part of the contract; docs/reference/output.md describes them.
struct HoldReport: Encodable {
    enum State: String, Encodable {
        /// It protects its item.
        case active
        /// It would, but the last complete listing didn't show the item.
        case notInTrash = "not-in-trash"
        /// It has ended.
        case expired
        case released
    }

    let account: String
    let item: ItemKey
    let state: State
    let title: String?
    let reason: String
    let until: Date?
    let ticket: String?
    let addedAt: Date?
    let addedBy: String?
    let releasedAt: Date?
    let releasedBy: String?
    let releaseReason: String?

    /// - Parameter strays: held items of its account that are not in the trash.
    init(_ stored: StoredHold, strays: Set<ItemKey>, now: Date) {
        let key = stored.hold.key
        account = stored.account
        item = key
        state =
            stored.release != nil
            ? .released : !stored.isInForce(at: now) ? .expired : strays.contains(key) ? .notInTrash : .active
        title = stored.title
        reason = stored.hold.reason
        until = stored.hold.until
        ticket = stored.hold.ticket
        addedAt = stored.addedAt
        addedBy = stored.hold.addedBy
        releasedAt = stored.release?.at
        releasedBy = stored.release?.by
        releaseReason = stored.release?.reason
    }

    /// Whether it protects its item.
    var isInForce: Bool { state == .active || state == .notInTrash }

    static let csvHeader = CSVOutput.line([
        "account", "item", "state", "title", "reason", "until", "ticket", "addedAt", "addedBy", "releasedAt",
        "releasedBy", "releaseReason",
    ])

    /// In the order of the header; absent values are empty.
    var csv: String {
        let dates = [until, addedAt, releasedAt].map { $0.map(UTCText.of) ?? "" }
        let added: [String] = [account, item.description, state.rawValue, title ?? "", reason, dates[0], ticket ?? ""]
        let people: [String] = [dates[1], addedBy ?? "", dates[2], releasedBy ?? "", releaseReason ?? ""]
        return CSVOutput.line(added + people)
    }

    static let columns: [Table.Column] = [
        .init(title: "ACCOUNT", rank: 3), .init(title: "ITEM"), .init(title: "STATE"),
        .init(title: "TITLE", isFlexible: true, rank: 4), .init(title: "UNTIL", rank: 1),
        .init(title: "ADDED BY", isFlexible: true, rank: 2), .init(title: "TICKET", isFlexible: true, rank: 5),
        .init(title: "REASON", isFlexible: true),
    ]

    var cells: [String] {
        let end = until.map { LocalTime.ofMachine.dateAndTime($0, hasSeconds: false) } ?? "–"
        let why = releaseReason.map { "\(reason); released: \($0)" } ?? reason
        let about: [String] = [account, item.description, state.rawValue, title ?? "–"]
        return about + [end, addedBy ?? "–", ticket ?? "–", why]
    }
}
