import Foundation
import Testing

@testable import RetentionEngine
@testable import RetentionMetrics

@Suite struct MetricsTextTests {
    private static let families = [
        MetricFamily("x_build", .info, help: "The program.", samples: [.init(1, [.init("version", "1")])]),
        MetricFamily("x_start_seconds", .gauge, unit: .seconds, help: "When.", samples: [.init(1_800_000_000.25)]),
        MetricFamily(
            "x_gone_bytes", .counter, unit: .bytes, help: "How much.", created: 12.5,
            samples: [.init(3, [.init("a", "1"), .init("b", "2")]), .init(0, [.init("a", "2"), .init("b", "2")])]),
    ]

    @Test func `open metrics describes families and ends`() {
        #expect(
            MetricsText.text(Self.families, as: .openMetrics) == """
                # TYPE x_build info
                # HELP x_build The program.
                x_build_info{version="1"} 1
                # TYPE x_start_seconds gauge
                # UNIT x_start_seconds seconds
                # HELP x_start_seconds When.
                x_start_seconds 1800000000.25
                # TYPE x_gone_bytes counter
                # UNIT x_gone_bytes bytes
                # HELP x_gone_bytes How much.
                x_gone_bytes_total{a="1",b="2"} 3
                x_gone_bytes_created{a="1",b="2"} 12.5
                x_gone_bytes_total{a="2",b="2"} 0
                x_gone_bytes_created{a="2",b="2"} 12.5
                # EOF

                """)
    }

    @Test func `the classic format describes samples and has no more`() {
        #expect(
            MetricsText.text(Self.families, as: .classic) == """
                # HELP x_build_info The program.
                # TYPE x_build_info gauge
                x_build_info{version="1"} 1
                # HELP x_start_seconds When.
                # TYPE x_start_seconds gauge
                x_start_seconds 1800000000.25
                # HELP x_gone_bytes_total How much.
                # TYPE x_gone_bytes_total counter
                x_gone_bytes_total{a="1",b="2"} 3
                x_gone_bytes_total{a="2",b="2"} 0

                """)
    }

    @Test(arguments: [
        ("plain", "plain"), (#"say "hi""#, #"say \"hi\""#), (#"C:\new"#, #"C:\\new"#), ("two\nlines", #"two\nlines"#),
        ("\r\n", "\r\\n"), ("\"\u{301}", "\\\"\u{301}"), ("\\\u{301}", "\\\\\u{301}"), ("{},= #", "{},= #"),
        ("日本 é", "日本 é"), ("\u{2028}", "\u{2028}"), ("", ""),
    ])
    func `escapes label values`(value: String, expected: String) {
        let family = MetricFamily("x", .gauge, help: "X.", samples: [.init(1, [.init("a", value)])])
        let line = "x{a=\"\(expected)\"} 1\n"
        #expect(
            Array(MetricsText.text([family], as: .classic).utf8) == Array("# HELP x X.\n# TYPE x gauge\n\(line)".utf8))
    }

    @Test(arguments: [
        (0.0, "0"), (-3, "-3"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e300, "1e+300"),
        (9_007_199_254_740_992, "9007199254740992.0"),
    ])
    func `writes numbers`(value: Double, expected: String) {
        let family = MetricFamily("x", .gauge, help: "X.", samples: [.init(value)])
        #expect(MetricsText.text([family], as: .classic).hasSuffix("\nx \(expected)\n"))
    }

    @Test func `reports all of a service in full`() {
        let owner = #"state_directory="/var/lib/retentiond""#
        let lines = MetricsText.of(Snapshots.complete(), as: .classic).split(separator: "\n")
        let samples = lines.filter { !$0.hasPrefix("#") }.map { $0.replacing(owner, with: "S") }
        #expect(
            samples == [
                #"retentiond_build_info{S,version="1.2.3"} 1"#,
                #"retentiond_policy_info{S,digest="sha256:ab"} 1"#,
                "retentiond_start_time_seconds{S} 1800000000.25",
                "retentiond_status_timestamp_seconds{S} 1800000000.25",
                "retentiond_check_interval_seconds{S} 900",
                "retentiond_policy_rejected{S} 1",
                "retentiond_audit_oldest_record_timestamp_seconds{S} 1799999999.25",
                #"retentiond_notifications_total{S,result="delivered"} 0"#,
                #"retentiond_notifications_total{S,result="failed"} 0"#,
                #"retentiond_last_sweep_timestamp_seconds{S,account="alice"} 1800000008.25"#,
                #"retentiond_last_success_timestamp_seconds{S,account="alice"} 1800000001.25"#,
                #"retentiond_next_sweep_timestamp_seconds{S,account="alice"} 1800000002.25"#,
                #"retentiond_last_purge_timestamp_seconds{S,account="alice"} 1800000003.25"#,
                #"retentiond_next_purge_timestamp_seconds{S,account="alice"} 1800000004.25"#,
                #"retentiond_healthy{S,account="alice"} 0"#,
                #"retentiond_consecutive_failures{S,account="alice"} 6"#,
                #"retentiond_blocked{S,account="alice"} 1"#,
                #"retentiond_quarantined_items{S,account="alice"} 7"#,
                #"retentiond_key_expiry_timestamp_seconds{S,account="alice"} 1800000005.25"#,
                #"retentiond_trash_items{S,account="alice"} 10"#,
                #"retentiond_trash_held_items{S,account="alice"} 1"#,
                #"retentiond_trash_kept_items{S,account="alice"} 2"#,
                #"retentiond_trash_left_items{S,account="alice"} 4"#,
                #"retentiond_trash_due_items{S,account="alice"} 3"#,
                #"retentiond_items_total{S,account="alice",outcome="restored"} 0"#,
                #"retentiond_items_total{S,account="alice",outcome="rescued"} 0"#,
                #"retentiond_items_total{S,account="alice",outcome="purged"} 2"#,
                #"retentiond_items_total{S,account="alice",outcome="failed"} 0"#,
                #"retentiond_items_total{S,account="alice",outcome="unknown"} 0"#,
                #"retentiond_purged_bytes_total{S,account="alice"} 0"#,
                #"retentiond_sweeps_total{S,account="alice",result="ok"} 0"#,
                #"retentiond_sweeps_total{S,account="alice",result="degraded"} 1"#,
                #"retentiond_sweeps_total{S,account="alice",result="failing"} 0"#,
            ])
    }

    /// Only known values, so that no alert takes 0 for an instant or for an empty trash.
    @Test func `leaves out what is not known`() {
        let names = MetricFamily.all(of: Snapshots.fresh("alice")).map(\.sampleName)
        #expect(
            names == [
                "retentiond_build_info", "retentiond_policy_info", "retentiond_start_time_seconds",
                "retentiond_status_timestamp_seconds", "retentiond_policy_rejected", "retentiond_consecutive_failures",
                "retentiond_blocked", "retentiond_quarantined_items", "retentiond_items_total",
                "retentiond_purged_bytes_total", "retentiond_sweeps_total",
            ])
    }

    /// A sweep that the portal did not answer has counted nothing, which is not the same as an empty trash.
    @Test func `a failed sweep reports nothing of the trash`() {
        var snapshot = Snapshots.fresh("alice")
        snapshot.status.accounts[0].lastSweep = Snapshots.record(problem: "no connection")
        #expect(!MetricFamily.all(of: snapshot).contains { $0.name.hasPrefix("retentiond_trash") })
        snapshot.status.accounts[0].lastSweep = Snapshots.record()
        #expect(
            MetricFamily.all(of: snapshot).first { $0.name == "retentiond_trash_items" }?.samples.map(\.value) == [0])
    }

    struct HealthCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let edit: @Sendable (inout AccountStatus) -> Void
        let expected: [Double]
    }

    @Test(arguments: [
        HealthCase(testDescription: "no sweep yet", edit: { _ in }, expected: []),
        HealthCase(testDescription: "a good sweep", edit: { $0.lastSweep = Snapshots.record() }, expected: [1]),
        HealthCase(
            testDescription: "a bad sweep before the start",
            edit: { $0.lastSweep = Snapshots.record(problem: "no connection") }, expected: [0]),
        HealthCase(
            testDescription: "a sweep that could not begin",
            edit: {
                $0.health = .failing
                $0.problem = "no key"
            }, expected: [0]),
    ])
    func `reports health`(_ example: HealthCase) {
        var snapshot = Snapshots.fresh("alice")
        example.edit(&snapshot.status.accounts[0])
        let family = MetricFamily.all(of: snapshot).first { $0.name == "retentiond_healthy" }
        #expect(family?.samples.map(\.value) ?? [] == example.expected)
    }

    /// Sums over accounts must not fall when a policy drops one.
    @Test func `keeps counters of accounts that left`() {
        var snapshot = Snapshots.fresh("alice")
        snapshot.totals.count(Snapshots.report(.ok), of: "zoe")
        snapshot.totals.count(Snapshots.report(.ok), of: "bob")
        let accounts = MetricFamily.all(of: snapshot).first { $0.name == "retentiond_purged_bytes" }?.samples
            .compactMap { $0.labels.last?.value }
        #expect(accounts == ["alice", "bob", "zoe"])
        #expect(
            MetricFamily.all(of: snapshot).first { $0.name == "retentiond_blocked" }?.samples.count == 1)
    }
}
