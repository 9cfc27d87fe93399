import FoundationEssentials
import RetentionEngine

/// The metrics of the service as a whole. docs/reference/metrics.md lists them.
extension MetricFamily {
    /// All metrics in their order; families without a sample are left out.
    ///
    /// Each sample names the state directory: node_exporter fails completely if the files of two services have the same
    /// series.
    package static func all(of snapshot: MetricsSnapshot) -> [MetricFamily] {
        let owner = Label("state_directory", snapshot.stateDirectory)
        let families = service(snapshot) + accountGauges(snapshot.status) + accountCounters(snapshot)
        return families.filter { !$0.samples.isEmpty }.map { family in
            var family = family
            family.samples = family.samples.map { Sample($0.value, [owner] + $0.labels) }
            return family
        }
    }

    private static func service(_ snapshot: MetricsSnapshot) -> [MetricFamily] {
        let status = snapshot.status
        return [
            MetricFamily(
                "retentiond_build", .info, help: "The running program.",
                samples: [Sample(1, [Label("version", snapshot.version)])]),
            MetricFamily(
                "retentiond_policy", .info, help: "The policy in force.",
                samples: [Sample(1, [Label("digest", status.policyDigest)])]),
            MetricFamily(
                "retentiond_start_time_seconds", .gauge, unit: .seconds, help: "When the service started.",
                samples: [Sample(status.startedAt.metricSeconds)]),
            MetricFamily(
                "retentiond_status_timestamp_seconds", .gauge, unit: .seconds,
                help: "When these values were taken, at least once a minute while the service works.",
                samples: [Sample(status.updatedAt.metricSeconds)]),
            MetricFamily(
                "retentiond_check_interval_seconds", .gauge, unit: .seconds,
                help: "The check interval of the policy in force.",
                samples: status.checkIntervalSeconds.map { [Sample($0)] } ?? []),
            MetricFamily(
                "retentiond_policy_rejected", .gauge,
                help: "Whether a changed policy file was refused and the earlier policy stays in force.",
                samples: [Sample(status.policyProblem == nil ? 0 : 1)]),
            MetricFamily(
                "retentiond_audit_oldest_record_timestamp_seconds", .gauge, unit: .seconds,
                help: "When the oldest audit record that can still be read was made.",
                samples: status.auditReachesBackTo.map { [Sample($0.metricSeconds)] } ?? []),
            MetricFamily(
                "retentiond_notifications", .counter, help: "Messages to the webhook, by result.",
                created: status.startedAt.metricSeconds,
                samples: snapshot.notifications.map { totals in
                    [
                        Sample(Double(totals.delivered), [Label("result", "delivered")]),
                        Sample(Double(totals.failed), [Label("result", "failed")]),
                    ]
                } ?? []),
        ]
    }
}

extension Date {
    /// Seconds since 1970, to the millisecond.
    var metricSeconds: Double { (timeIntervalSince1970 * 1000).rounded() / 1000 }
}
