import FoundationEssentials
import Glibc
import Platform

/// The accounts that a machine took over with a policy that was in force elsewhere: their grace doesn't begin again, but that
/// of accounts added later does.
extension StateStore {
    private static let takeover = ("takeover", "accounts.json")

    /// Whether an account without a state was known elsewhere: no account had a state when the accounts were taken over, or
    /// none has one yet.
    func isTakenOver(account: String) throws(StateError) -> Bool {
        if let names = try takenOver() { return names.contains(account) }
        do throws(FileError) { return try !root().folder("accounts").contains { $0.hasSuffix(".json") } } catch {
            if error.code == ENOENT { return true }
            throw .unreadable(path: "\(directory)/accounts", reason: error.reason)
        }
    }

    /// Stores which accounts the policy has now. Only the first time: before any of them has a state.
    func takeOver(_ accounts: [String]) throws(StateError) {
        guard try takenOver() == nil else { return }
        guard let data = try? JSONEncoder().encode(accounts) else { return }
        try write(Array(data), Self.takeover.0, Self.takeover.1)
    }

    /// - Returns: nil if nothing was taken over. No accounts for a file that isn't ours.
    private func takenOver() throws(StateError) -> [String]? {
        try read(Self.takeover.0, Self.takeover.1).map {
            (try? JSONDecoder().decode([String].self, from: Data($0))) ?? []
        }
    }
}
