/// Whose records count.
///
/// Any local user can write journal records with our fields. What journald itself adds about the writer can't be forged,
/// and units of the system are made by root alone.
package struct TrustedWriters: Sendable {
    private let users: Set<UInt32>

    /// - Parameter users: beside root. The owner of the state directory is one: a sweep by hand runs as that user, too, but
    ///   in a unit of any name. That user may be one that systemd makes up (`DynamicUser=`), so in theory another service
    ///   could bear the same number while ours is stopped.
    package init(users: [UInt32]) {
        self.users = Set(users).union([0])
    }

    /// Whether a record was written by root, by the service, or by one of the users. All of a file's records count:
    /// whoever could write one could change the others.
    package func trusts(_ origin: StoredRecord.Origin?) -> Bool {
        guard let origin else { return true }
        return origin.userID.map(users.contains) ?? false || origin.unit.map(Self.isOurs) ?? false
    }

    private static func isOurs(_ unit: String) -> Bool {
        unit == "retentiond.service"
            || unit.hasSuffix(".service") && (unit.hasPrefix("retentiond@") || unit.hasPrefix("retentiond-"))
    }
}
