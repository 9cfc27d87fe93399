package import RetentionEngine

/// The results of the sweeps of this run of the service: they only grow, and start at zero with each process.
///
/// Counts the report of each sweep. The last sweep in `ServiceStatus` is not enough: it is read back from the state
/// file, which a `retentiond sweep` by hand may have written meanwhile, and a sweep whose key or state can't be read
/// leaves none there.
package struct SweepTotals: Sendable, Equatable {
    /// The outcome of items that a sweep acted on.
    package enum ItemOutcome: String, CaseIterable, Sendable {
        case restored, rescued, purged, failed, unknown
    }

    /// One account's part. Doubles, like all values in Prometheus, so that no sum can overflow.
    package struct Account: Sendable, Equatable {
        package fileprivate(set) var items: [ItemOutcome: Double] = [:]
        package fileprivate(set) var purgedBytes = 0.0
        /// The number of sweeps that ended in each way.
        package fileprivate(set) var sweeps: [AccountStatus.Health: Double] = [:]
    }

    /// By name; also accounts that a later policy no longer has, so that sums over all accounts never fall.
    package private(set) var accounts: [String: Account] = [:]

    package init() {}

    /// Counts a sweep that has ended, well or not, or could not begin.
    package mutating func count(_ report: SweepService.Report, of account: String) {
        var total = accounts[account] ?? Account()
        total.sweeps[report.health, default: 0] += 1
        if let counts = report.outcome?.counts {
            for outcome in ItemOutcome.allCases {
                total.items[outcome, default: 0] += Double(counts.items(outcome))
            }
            total.purgedBytes += Double(counts.purgedBytes)
        }
        accounts[account] = total
    }
}

extension SweepCounts {
    fileprivate func items(_ outcome: SweepTotals.ItemOutcome) -> Int {
        switch outcome {
        case .restored: restored
        case .rescued: rescued
        case .purged: purged
        case .failed: failed
        case .unknown: unknown
        }
    }
}
