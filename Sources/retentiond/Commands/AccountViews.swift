import FoundationEssentials
import Retention
import RetentionEngine
import RetentionReport

/// A report's knowledge of accounts beside the trail: their trash now, and the state of sweeps.
struct AccountViews {
    let store: StateStore
    let keys: KeyRing
    let invocation: Invocation
    /// The only account to show; nil: all.
    let only: String?

    /// - Parameters:
    ///   - accounts: in the order of the policy.
    ///   - active: nil to send no request to a portal; then the accounts are those in the state directory.
    /// - Returns: one view for each. Missing parts are reported on standard error.
    func take(_ accounts: [Account], _ active: ActivePolicy?) async -> [AccountView] {
        let statuses = StatusFile.read(store)?.accounts ?? []
        guard let active else {
            let known = store.accounts().filter { only == nil || $0 == only }
            return known.map { name in
                AccountView(
                    name: name, portal: nil, listing: .notRequested, state: try? store.load(account: name),
                    status: statuses.first { $0.name == name })
            }
        }
        let bar = ProgressBar()
        var views: [AccountView] = []
        for account in accounts {
            views.append(
                AccountView(
                    name: account.name, portal: account.portal, listing: await inspect(account, active, bar),
                    state: try? store.load(account: account.name), status: statuses.first { $0.name == account.name }))
        }
        bar.clear()
        return views
    }

    private func inspect(_ account: Account, _ active: ActivePolicy, _ bar: ProgressBar) async
        -> AccountView.ListingResult
    {
        do throws(CommandError) {
            let inspector = AccountInspector(
                account: account, active: active, store: store, keys: keys, invocation: invocation)
            let report = try await inspector.inspect(
                at: nil, progress: { bar.show(account.name, $0) })
            return .seen(report.snapshot.plan, notes: report.notes, keyExpiresAt: report.snapshot.key?.expiresAt)
        } catch {
            bar.clear()
            Console.printError("warning: the plan is missing: \(error.message)")
            if let hint = error.hint { Console.printError("hint: \(hint)") }
            return .missing(error.message)
        }
    }
}
