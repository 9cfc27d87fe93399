package import FoundationEssentials

/// The cause of a change.
package enum Cause: Sendable, Hashable, CustomStringConvertible {
    /// An operation that a request of the API queued.
    case request(operation: String)
    /// The server's own 30-day cleaner.
    case cleaner(operation: String)
    /// Somebody at work in the browser.
    case person(UserID)
    /// The end of the file lifetime of a room.
    case lifetime(room: Int)

    /// `request`, `cleaner`, `person` or `lifetime`.
    package var description: String {
        switch self {
        case .request: "request"
        case .cleaner: "cleaner"
        case .person: "person"
        case .lifetime: "lifetime"
        }
    }

    /// The operation, if one did it.
    package var operation: String? {
        switch self {
        case .request(let operation), .cleaner(let operation): operation
        case .person, .lifetime: nil
        }
    }
}

/// One item that is gone for good.
package struct Destruction: Sendable {
    package let item: ItemKey
    package let title: String
    package let at: Date
    package let cause: Cause
    /// Whether it lay at the top of a trash when it was destroyed; false for live items and for contents of folders.
    package let wasTrashed: Bool
    /// Whether a folder above it was being destroyed with it.
    package let isNested: Bool
}

/// One item that changed its folder: a restore, a trashing, a move between rooms.
package struct Movement: Sendable {
    package let item: ItemKey
    package let title: String
    package let from: Int
    package let to: Int
    package let at: Date
    package let cause: Cause
}

/// One request under `/api`, with its answer.
package struct RequestRecord: Sendable {
    /// 1 for the first request of the portal.
    package let number: Int
    package let method: String
    package let path: String
    package let query: String
    /// The body as text, at most 16,384 bytes of it.
    package let body: String
    package let at: Date
    /// nil for an anonymous caller or a refused key.
    package var user: UserID?
    /// nil while the request is being handled, and when the connection was reset instead.
    package var status: Int?
}

/// The true events, for tests to compare with a client's view.
package struct Ledger: Sendable {
    /// Oldest first.
    package internal(set) var destroyed: [Destruction] = []
    /// Oldest first.
    package internal(set) var moved: [Movement] = []
    /// Tags that were destroyed with items, by the portal's own fault (api.md §5).
    package internal(set) var tagsDestroyed: [String] = []
    /// Trashed folders that operations have begun to empty, by operation. One that is restored meanwhile is removed
    /// anyway.
    package internal(set) var foldersBegun: [String: Set<Int>] = [:]
    /// Oldest first.
    package internal(set) var requests: [RequestRecord] = []

    package init() {}

    /// Records a request that has arrived. Returns its index.
    mutating func record(_ request: PortalRequest, at date: Date) -> Int {
        requests.append(
            RequestRecord(
                number: requests.count + 1, method: request.method, path: request.path, query: request.queryText,
                body: String(decoding: request.body.prefix(16_384), as: UTF8.self), at: date
            )
        )
        return requests.count - 1
    }

    /// Requests by `METHOD path`, for quick counts.
    package var requestCounts: [String: Int] {
        requests.reduce(into: [:]) { $0["\($1.method) \($1.path)", default: 0] += 1 }
    }

    /// Items destroyed at the top of a trash.
    package var destroyedTrash: Set<ItemKey> {
        Set(destroyed.filter { $0.wasTrashed && !$0.isNested }.map(\.item))
    }
}
