package import Retention

/// A person's request to a running service for one account: it is carried out in that account's turn, never beside a
/// scheduled sweep.
package struct SweepOrder: Sendable {
    /// As it was at the request. If it has changed since, nothing is done.
    package let account: Account
    /// The policy at the request. Under another policy nothing is done: the order may mean something else there.
    package let policyDigest: String
    /// Whether it is a whole sweep, so that no scheduled one is needed soon.
    package let isWholeSweep: Bool
    /// Shown in the status meanwhile.
    package let activity: String
    package let work: @Sendable (ActivePolicy, PolicyGate) async -> SweepService.Report

    package init(
        account: Account, policyDigest: String, isWholeSweep: Bool, activity: String,
        work: @escaping @Sendable (ActivePolicy, PolicyGate) async -> SweepService.Report
    ) {
        self.account = account
        self.policyDigest = policyDigest
        self.isWholeSweep = isWholeSweep
        self.activity = activity
        self.work = work
    }
}

/// Orders that wait for their turn, by account and in order of arrival.
struct SweepOrders {
    struct Waiting {
        let number: Int
        let order: SweepOrder
        let answer: CheckedContinuation<SweepService.Report?, Never>
    }

    private var number = 0
    private var waiting: [String: [Waiting]] = [:]

    /// The accounts with a waiting order.
    var accounts: Set<String> { Set(waiting.keys) }

    mutating func nextNumber() -> Int {
        number += 1
        return number
    }

    mutating func add(_ entry: Waiting) { waiting[entry.order.account.name, default: []].append(entry) }

    /// Takes the first one of an account.
    mutating func next(of account: String) -> Waiting? {
        guard var entries = waiting[account] else { return nil }
        let first = entries.removeFirst()
        waiting[account] = entries.isEmpty ? nil : entries
        return first
    }

    /// Removes those that match, and answers that nothing was done.
    mutating func refuse(where isRefused: (Waiting) -> Bool) {
        for (account, entries) in waiting {
            for entry in entries where isRefused(entry) { entry.answer.resume(returning: nil) }
            let rest = entries.filter { !isRefused($0) }
            waiting[account] = rest.isEmpty ? nil : rest
        }
    }
}
