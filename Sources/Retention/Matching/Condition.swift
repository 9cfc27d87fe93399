package import FoundationEssentials

/// A rule's requirements for an item: a tree of criteria.
package indirect enum Condition: Hashable, Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case criterion(Criterion)
}

/// A leaf of a condition. Values of a list are alternatives.
package enum Criterion: Hashable, Sendable {
    /// The name of the account whose trash it is in.
    case account([Glob])
    case kind(ItemKind)
    case title([Glob])
    case titleRegex([TitlePattern])
    /// Without the dot, lower case.
    case fileExtension([String])
    case type([FileType])
    /// Bytes, both ends inclusive. Not both nil.
    case size(min: Int64?, max: Int64?)
    /// Time in the trash, both ends inclusive. Not both nil.
    case age(min: Span?, max: Span?)
    /// Creation of the document: `after` inclusive, `before` exclusive. Not both nil.
    case created(after: Date?, before: Date?)
    case originFolder([FolderPattern])
    case originRoom([FolderPattern])
    case createdBy([PersonPattern])
    case trashedBy([PersonPattern])
}

/// A folder or room by id or title, or My documents in every language.
package enum FolderPattern: Hashable, Sendable {
    /// Folders only: My documents and everything below.
    case myDocuments
    case id(Int)
    case title(Glob)
}

/// A user by id, always in any case, or by display name.
package struct PersonPattern: Hashable, Sendable {
    package let name: Glob
    package let id: String

    /// - Throws: `GlobError` if the text is not a glob.
    package init(_ text: String, letterCase: LetterCase = .ignored) throws(GlobError) {
        name = try Glob(text, letterCase: letterCase)
        id = text.lowercased()
    }
}

/// A time span with the policy's own text, so that reasons read like the file.
package struct Span: Hashable, Sendable, CustomStringConvertible {
    package let duration: Duration
    package let description: String
    /// In seconds, for arithmetic with `Date`.
    package let timeInterval: TimeInterval
    /// The reason for a decision, computed once and not for each item.
    let olderThan: String
    let youngerThan: String

    package init(_ duration: Duration, text: String) {
        self.duration = duration
        self.description = text
        timeInterval = duration.timeInterval
        olderThan = "older than \(text)"
        youngerThan = "younger than \(text)"
    }
}

extension Duration {
    /// In seconds, for arithmetic with `Date`.
    package var timeInterval: TimeInterval {
        let (seconds, attoseconds) = components
        return TimeInterval(seconds) + TimeInterval(attoseconds) / 1e18
    }
}
