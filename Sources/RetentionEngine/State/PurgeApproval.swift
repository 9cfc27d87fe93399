package import FoundationEssentials
package import Retention

/// A second person's approval to purge the items of a saved plan. One for each account; a new one replaces it.
package struct PurgeApproval: Codable, Sendable, Equatable {
    /// The version of this file format.
    package var version = 1
    /// Of the policy that the plan was made under; the approval holds under no other.
    package var policyDigest: String
    /// As audit records name operators.
    package var madeBy: String
    package var approvedBy: String
    package var at: Date
    /// The items that may be purged, with their fingerprints. An item that changed since has another fingerprint.
    package var items: [ItemKey: String]

    package init(policyDigest: String, madeBy: String, approvedBy: String, at: Date, items: [ItemKey: String]) {
        self.policyDigest = policyDigest
        self.madeBy = madeBy
        self.approvedBy = approvedBy
        self.at = at
        self.items = items
    }

    /// Why these items may not be purged together; nil if they may.
    ///
    /// - Parameters:
    ///   - items: all that are about to be purged.
    ///   - above: the policy's limit; nil: no purge waits.
    ///   - approval: the newest one of the account; nil without any.
    package static func objection(
        to items: [PlannedItem], above: Int?, policyDigest: String, _ approval: PurgeApproval?
    ) -> String? {
        guard let above, items.count > above else { return nil }
        let what =
            "\(counted(items.count, "item")) \(items.count == 1 ? "is" : "are") due, more than \(above), so a second person has to approve a plan"
        guard let approval, approval.policyDigest == policyDigest else { return what }
        let others = items.count { approval.items[$0.item.key] != $0.item.fingerprint }
        guard others > 0 else { return nil }
        let day = approval.at.formatted(.iso8601)
        return
            "\(what): \(others) of them \(others == 1 ? "is" : "are") new or changed since the plan that \(approval.approvedBy) approved on \(day)"
    }
}

extension StateStore {
    private static let approvals = "approvals"

    /// The newest approval of an account; nil without any.
    ///
    /// - Throws: `.corrupt` for anything that isn't exactly what we wrote.
    package func approval(account: String) throws(StateError) -> PurgeApproval? {
        let name = "\(Self.fileName(account)).json"
        guard let bytes = try read(Self.approvals, name) else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let approval = try? decoder.decode(PurgeApproval.self, from: Data(bytes)), approval.version == 1,
            StoredNumbers.holds(approval.at), approval.items.keys.allSatisfy(StoredNumbers.holds)
        else { throw .corrupt(path: "\(directory)/\(Self.approvals)/\(name)") }
        return approval
    }

    package func save(_ approval: PurgeApproval, account: String) throws(StateError) {
        let name = "\(Self.fileName(account)).json"
        guard let bytes = try? JSONWriter.bytes(approval, isIndented: true) else {
            throw .unwritable(path: "\(directory)/\(Self.approvals)/\(name)", reason: "it can't be encoded")
        }
        try write(bytes, Self.approvals, name)
    }
}
