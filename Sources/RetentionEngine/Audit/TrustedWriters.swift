/// Whose records count.
///
/// Any local user can write journal records with our fields. What journald itself adds about the writer can't be forged.
package struct TrustedWriters: Sendable {
    /// Users that systemd makes up for services (`DynamicUser=`) and gives to others later: systemd.exec(5).
    private static let dynamicUsers: ClosedRange<UInt32> = 61184...65519

    private let users: Set<UInt32>

    /// - Parameter users: beside root; those that change hands don't count.
    package init(users: [UInt32]) {
        self.users = Set(users).filter { !Self.dynamicUsers.contains($0) }.union([0])
    }

    /// Whether a record was written by root, by the service, or by one of the users. All of a file's records count:
    /// whoever could write one could change the others.
    package func trusts(_ origin: StoredRecord.Origin?) -> Bool {
        guard let origin else { return true }
        return origin.userID.map(users.contains) ?? false || origin.unit.map(Self.isOurs) ?? false
    }

    private static func isOurs(_ unit: String) -> Bool {
        unit == "retentiond.service" || unit.hasPrefix("retentiond@") && unit.hasSuffix(".service")
    }
}
