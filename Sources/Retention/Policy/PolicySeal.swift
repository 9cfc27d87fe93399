package import FoundationEssentials
import Time

/// `inForce`: states that the grace period of rules has passed, so that a machine without state needn't begin it again.
package struct PolicySeal: Hashable, Sendable {
    /// When the rules came into force.
    package let since: Date
    /// The digest of the rules that it describes.
    package let digest: String

    package init(since: Date, digest: String) {
        self.since = since
        self.digest = digest
    }

    /// No seal is older than this software: an earlier one comes from a wrong clock.
    private static let earliest = Date(timeIntervalSince1970: 1_577_836_800)

    /// Why it doesn't count, in one clause; nil if it counts.
    ///
    /// - Parameters:
    ///   - digest: of the rules in force.
    ///   - grace: theirs.
    package func objection(digest: String, grace: Duration, now: Date) -> String? {
        if self.digest != digest { return "its digest belongs to other rules: they were changed since" }
        if since < Self.earliest {
            return "it says since \(UTCText.of(since)), which only a wrong clock can have shown"
        }
        if since > now { return "it says since \(UTCText.of(since)), which is in the future" }
        guard grace < Self.longestGrace else { return "the grace period of these rules never ends" }
        let end = since.addingTimeInterval(grace.timeInterval)
        return now < end ? "the grace period that began then ends only at \(UTCText.of(end))" : nil
    }

    /// Longer ones end beyond the range of dates.
    private static let longestGrace = Duration.seconds(100 * 366 * 86_400)
}

extension PolicyReader {
    /// Reads `inForce`.
    func seal(_ value: PolicyValue) -> PolicySeal? {
        let hint = "let `retentiond policy seal` write it, or remove \"\(TopLevelKey.inForce.rawValue)\""
        guard let fields = fields(value, SealKey.self) else { return nil }
        let since = fields.required(.since, hint: hint).flatMap(instant)
        guard let digest = fields.required(.digest, hint: hint) else { return nil }
        guard case .string(let text) = digest.node.value, Self.isDigest(text) else {
            log.error(digest, "expected \"sha256:\" and 64 hex digits, found \(digest.node.found)", hint: hint)
            return nil
        }
        return since.map { PolicySeal(since: $0, digest: text) }
    }

    private static func isDigest(_ text: String) -> Bool {
        let prefix = "sha256:".utf8
        let digits = text.utf8.dropFirst(prefix.count)
        return text.utf8.starts(with: prefix) && digits.count == 64
            && digits.allSatisfy("0123456789abcdef".utf8.contains)
    }
}
