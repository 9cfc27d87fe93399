/// Which accounts get the service's slots when more are due than there are slots. Pure.
///
/// An account whose portal hangs keeps its slot for up to a minute or two. So that a thousand of them don't delay one that
/// works, those that failed last time come after the others, and never take all slots; neither does one portal, if there are
/// several.
struct SweepSlots {
    /// Sweeps at one time: enough that slow portals don't delay others, few enough to bound the memory.
    static let all = 32
    /// Slots of accounts that failed last time.
    static let ofFailing = 24
    /// Slots of one portal's accounts, if there are several portals.
    static let ofOnePortal = 16

    /// An account that is due, or being swept.
    struct Account: Equatable {
        var name: String
        var portal: String
        /// Failures in a row; 0 for one that works, or that was not tried yet.
        var failures: Int
        /// For how long it has been due.
        var waiting = Duration.zero
    }

    /// A failure counts as having come this much later. No account waits for ever: one that waits long enough is first.
    private static let penalty = Duration.seconds(60)
    private static let maxPenalties = 20

    private var free = Self.all
    private var freeForFailing = Self.ofFailing
    private var taken: [String: Int] = [:]
    private let ofOnePortal: Int

    /// - Parameter portals: how many different ones the policy names.
    init(running: [Account], portals: Int) {
        ofOnePortal = portals > 1 ? Self.ofOnePortal : Self.all
        for account in running { take(account) }
    }

    /// Whether a slot must be given back before another is taken.
    var isFull: Bool { free <= 0 }

    /// The accounts that get a slot now, in the order of their turn.
    ///
    /// - Parameter due: in the order of the policy, which decides between equals.
    mutating func give(to due: [Account]) -> [String] {
        let turns = due.enumerated().sorted { ($1.element.claim, $0.offset) < ($0.element.claim, $1.offset) }
        return turns.map(\.element).filter { account in
            guard free > 0, account.failures == 0 || freeForFailing > 0, taken[account.portal, default: 0] < ofOnePortal
            else { return false }
            take(account)
            return true
        }.map(\.name)
    }

    private mutating func take(_ account: Account) {
        free -= 1
        if account.failures > 0 { freeForFailing -= 1 }
        taken[account.portal, default: 0] += 1
    }
}

extension SweepSlots.Account {
    /// The largest goes first.
    fileprivate var claim: Duration { waiting - SweepSlots.cost(ofFailures: failures) }
}

extension SweepSlots {
    fileprivate static func cost(ofFailures failures: Int) -> Duration { penalty * min(failures, maxPenalties) }
}
