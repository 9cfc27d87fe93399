package import Retention
package import RetentionEngine
import Synchronization

/// Which account has which trash, so that no trash is swept under two names.
package final class TrashClaims: Sendable {
    fileprivate struct Trash: Equatable {
        let portal: String
        let id: Int
    }

    fileprivate struct Claims {
        /// Accounts whose stored state was read.
        var known: Set<Trash.Holder> = []
        /// The trash of each account.
        var trashes: [String: Trash] = [:]
    }

    private let claims = Mutex(Claims())

    package init() {}

    /// Claims the trashes stored by earlier sweeps, in the order of the policy, and forgets accounts that the policy no
    /// longer has. Reads the state of each account once.
    package func remember(_ accounts: [Account], in store: StateStore) {
        claims.withLock { claims in
            let holders = Set(accounts.map(Trash.Holder.init))
            claims.trashes = claims.trashes.filter {
                holders.contains(Trash.Holder(account: $0.key, portal: $0.value.portal))
            }
            let new = accounts.filter { !claims.known.contains(Trash.Holder($0)) }
            claims.known = holders
            for account in new {
                // A damaged state stops the account's own sweep, but must not stop others.
                guard let state = try? store.load(account: account.name), state.portal == account.portal,
                    let trash = state.trash
                else { continue }
                _ = claims.claim(Trash(portal: account.portal, id: trash.trashID), for: account.name)
            }
        }
    }

    /// - Returns: the account that already has this trash; nil if it belongs to this one from now on.
    package func claim(_ id: Int, at portal: String, for account: String) -> String? {
        claims.withLock { $0.claim(Trash(portal: portal, id: id), for: account) }
    }
}

extension TrashClaims.Trash {
    /// An account at a portal: the same name at another portal has another trash.
    fileprivate struct Holder: Hashable {
        let account: String
        let portal: String

        init(account: String, portal: String) {
            self.account = account
            self.portal = portal
        }

        init(_ account: Account) { self.init(account: account.name, portal: account.portal) }
    }
}

extension TrashClaims.Claims {
    fileprivate mutating func claim(_ trash: TrashClaims.Trash, for account: String) -> String? {
        let other = trashes.filter { $0.value == trash && $0.key != account }.keys.min()
        // An account has one trash: its earlier one is free for others.
        if other == nil { trashes[account] = trash }
        return other
    }
}
