/// The writers whose records count.
///
/// Any local user can write journal records with our fields. What journald itself adds about the writer can't be forged:
/// root, or a unit of ours, because root alone makes the system's units. One other account may count: the owner of a state
/// directory that a sweep by hand worked on.
package struct TrustedWriters: Sendable {
    private let owner: UInt32?

    /// - Parameter owner: of the state directory; nil if unknown. Counts only if the number belongs to one account for good,
    ///   see `isLasting`.
    package init(owner: UInt32?) {
        self.owner = owner.flatMap { Self.isLasting($0) ? $0 : nil }
    }

    /// Whether a record was written by root, by the service, or by the owner. All of a file's records count: anyone who could
    /// write one could change the others.
    package func trusts(_ origin: StoredRecord.Origin?) -> Bool {
        guard let origin else { return true }
        return origin.userID.map { $0 == 0 || $0 == owner } ?? false || origin.unit.map(Self.isOurs) ?? false
    }

    /// Whether the number belongs to one account for good.
    ///
    /// Not 65534, `nobody`: from systemd 257 on it owns the state directory of a dynamic user, and anybody can become it in a
    /// user namespace. Nor the numbers that systemd lends to services while they run (61184–65519), nor those that mean
    /// "none" (65535 and 2³²−1): <https://systemd.io/UIDS-GIDS>.
    private static func isLasting(_ user: UInt32) -> Bool {
        user != 65534 && user != 65535 && user != .max && !(61184...65519).contains(user)
    }

    private static func isOurs(_ unit: String) -> Bool {
        unit == "retentiond.service"
            || unit.hasSuffix(".service") && (unit.hasPrefix("retentiond@") || unit.hasPrefix("retentiond-"))
    }
}
