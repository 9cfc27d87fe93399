import FoundationEssentials

/// A file operation as the portal reports it. Source: docspace-api.md §7.
package struct Operation: Decodable, Sendable {
    package let id: String
    /// 0 move, 1 copy, 2 delete, …; spelt with a capital letter on the wire.
    package let type: Int?
    package let progress: Int
    /// The last non-empty message: shows that something failed, not what.
    package let hasError: Bool
    package let finished: Bool
    /// 0 created, 1 running, 2 completed, 3 cancelled, 4 failed. Since 3.7.
    package let status: Int?
    /// Items handled, nested ones included.
    package let processed: Int?

    private enum CodingKeys: String, CodingKey {
        case id, progress, error, finished, status, processed
        case operation, capitalOperation = "Operation"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        type = values.lenient(Int.self, .capitalOperation) ?? values.lenient(Int.self, .operation)
        progress = values.lenient(Int.self, .progress) ?? 0
        hasError = values.lenient(String.self, .error).map { !$0.isEmpty } ?? false
        finished = values.lenient(Bool.self, .finished) ?? false
        status = values.lenient(Int.self, .status)
        processed = values.lenientID(.processed)
    }

    /// Whether it has ended. The status decides if there is one: 100 % and "finished" may be published a moment before it,
    /// with status 1 (docspace-api.md §7).
    package var isOver: Bool { status.map { $0 >= 2 } ?? (finished || progress >= 100) }

    /// Over, with no sign of an error; items may still have been skipped.
    package var endedCleanly: Bool { isOver && !hasError && (status ?? 2) == 2 }
}

/// The answer of `fileops`: a list, or from some versions a single object.
struct OperationList: Decodable {
    let operations: [Operation]

    init(from decoder: any Decoder) throws {
        if let list = try? LenientList<Operation>(from: decoder) {
            operations = list.elements.compactMap { $0 }
        } else {
            operations = [try Operation(from: decoder)]
        }
    }
}
