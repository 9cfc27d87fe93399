import FoundationEssentials
import RetentionEngine

/// The metrics of each account.
extension MetricFamily {
    /// One gauge, and the source of its value; nil leaves the account's sample out.
    private struct AccountGauge: Sendable {
        let name: String
        let unit: Unit?
        let help: String
        let value: @Sendable (AccountStatus) -> Double?

        init(_ name: String, unit: Unit? = nil, _ help: String, value: @escaping @Sendable (AccountStatus) -> Double?) {
            self.name = name
            self.unit = unit
            self.help = help
            self.value = value
        }

        static func time(
            _ name: String, _ help: String, _ value: @escaping @Sendable (AccountStatus) -> Date?
        ) -> AccountGauge {
            AccountGauge("\(name)_timestamp_seconds", unit: .seconds, help) { value($0)?.metricSeconds }
        }
    }

    private static let gauges: [AccountGauge] = [
        .time("retentiond_last_sweep", "When the last sweep ended, however it ended.") { $0.lastSweep?.finishedAt },
        .time("retentiond_last_success", "When the last sweep that left nothing undone ended.") { $0.lastSuccessAt },
        .time("retentiond_next_sweep", "When the next sweep is planned.") { $0.nextSweepAt },
        .time("retentiond_last_purge", "When a purge last purged something.") { $0.lastPurgeAt },
        .time("retentiond_next_purge", "When the next purge is scheduled.") { $0.nextPurgeAt },
        AccountGauge("retentiond_healthy", "Whether the last sweep left nothing undone.") {
            guard $0.lastSweep != nil || $0.problem != nil else { return nil }
            return $0.health == .ok && $0.lastSweep?.problem == nil ? 1 : 0
        },
        AccountGauge("retentiond_consecutive_failures", "Sweeps in a row that left something undone.") {
            Double($0.consecutiveFailures)
        },
        AccountGauge("retentiond_blocked", "Whether nothing is purged until a person confirms or changes the policy.") {
            $0.blocked == nil ? 0 : 1
        },
        AccountGauge(
            "retentiond_quarantined_items", "Items in quarantine: the portal refused an action, which is retried later."
        ) {
            Double($0.quarantined)
        },
        .time("retentiond_key_expiry", "When the API key expires.") { $0.keyExpiresAt },
        AccountGauge("retentiond_trash_items", "Items that the last sweep found in the trash.") {
            $0.listing.map { Double($0.listed) }
        },
        AccountGauge("retentiond_trash_held_items", "Items that the last sweep found held by a rule.") {
            $0.listing.map { Double($0.held) }
        },
        AccountGauge("retentiond_trash_kept_items", "Items that the last sweep found not due yet.") {
            $0.listing.map { Double($0.kept) }
        },
        AccountGauge("retentiond_trash_left_items", "Folders that the last sweep left to the portal although due.") {
            $0.listing.map { Double($0.left) }
        },
        AccountGauge("retentiond_trash_due_items", "Items that the last sweep found due for a purge.") {
            $0.listing.map { Double($0.due) }
        },
    ]

    static func accountGauges(_ status: ServiceStatus) -> [MetricFamily] {
        gauges.map { gauge in
            MetricFamily(
                gauge.name, .gauge, unit: gauge.unit, help: gauge.help,
                samples: status.accounts.compactMap { account in
                    gauge.value(account).map { Sample($0, [Label("account", account.name)]) }
                })
        }
    }

    /// Every series exists from the start, with 0: otherwise its first rise would not show.
    static func accountCounters(_ snapshot: MetricsSnapshot) -> [MetricFamily] {
        let totals = snapshot.totals.accounts
        let current = snapshot.status.accounts.map(\.name)
        let names = current + Set(totals.keys).subtracting(current).sorted()
        func family(
            _ name: String, unit: Unit? = nil, _ help: String, _ samples: (SweepTotals.Account) -> [([Label], Double)]
        ) -> MetricFamily {
            MetricFamily(
                name, .counter, unit: unit, help: help, created: snapshot.status.startedAt.metricSeconds,
                samples: names.flatMap { name in
                    samples(totals[name] ?? SweepTotals.Account()).map { Sample($1, [Label("account", name)] + $0) }
                })
        }
        return [
            family("retentiond_items", "Items by outcome, in sweeps of the service.") { total in
                SweepTotals.ItemOutcome.allCases.map { ([Label("outcome", $0.rawValue)], total.items[$0] ?? 0) }
            },
            family("retentiond_purged_bytes", unit: .bytes, "Size of the purged items, as far as the portal sent it.") {
                [([], $0.purgedBytes)]
            },
            family("retentiond_sweeps", "Ended sweeps of the service, by result.") { total in
                [AccountStatus.Health.ok, .degraded, .failing].map {
                    ([Label("result", $0.rawValue)], total.sweeps[$0] ?? 0)
                }
            },
        ]
    }
}

extension AccountStatus {
    /// The counts of the last sweep; nil if there was none, or it may have failed before the trash was listed.
    fileprivate var listing: SweepCounts? {
        lastSweep.flatMap { $0.problem != nil && $0.counts.listed == 0 ? nil : $0.counts }
    }
}
