import Foundation
import TestSupport
import Testing

@testable import RetentionMetrics

/// Metrics named by the alert rules and the documentation must exist, and existing ones must be documented.
@Suite struct MetricNamesTests {
    private static let root = Repository.root

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    private static func names(in path: String) throws -> Set<String> {
        Set(try text(path).matches(of: /\bretentiond_[a-z_]*[a-z]/).map { String($0.output) })
    }

    private static let families = MetricFamily.all(of: Snapshots.complete())
    private static let exported = Set(families.map(\.sampleName))

    @Test(arguments: [
        "deploy/prometheus/retentiond.rules.yml", "docs/reference/metrics.md", "deploy/grafana/retentiond.json",
    ])
    func `every named metric exists`(path: String) throws {
        let named = try Self.names(in: path)
        #expect(!named.isEmpty)
        #expect(named.subtracting(Self.exported) == [])
    }

    @Test func `every metric is documented`() throws {
        #expect(Self.exported.subtracting(try Self.names(in: "docs/reference/metrics.md")) == [])
    }

    /// The dashboard must have every metric.
    @Test func `the dashboard shows every metric`() throws {
        #expect(Self.exported.subtracting(try Self.names(in: "deploy/grafana/retentiond.json")) == [])
    }

    /// Grafana accepts it unchanged: JSON, each panel once, and labels that samples have.
    @Test func `the dashboard is well formed`() throws {
        let text = try Self.text("deploy/grafana/retentiond.json")
        let dashboard = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(panels.count > 8 && Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
        #expect(panels.allSatisfy { ($0["description"] as? String)?.hasSuffix(".") == true })
        let labels = Set(Self.families.flatMap(\.samples).flatMap(\.labels).map(\.name))
        let used = text.matches(of: /by \(([a-z_]+)\)|\{\{([a-z_]+)\}\}|([a-z_]+)=~/).map {
            String($0.1 ?? $0.2 ?? $0.3 ?? "")
        }
        #expect(used.count > 10 && Set(used).subtracting(labels) == [])
    }

    /// An alert whose matcher has an impossible value never fires.
    @Test func `every label that a rule selects exists`() throws {
        let rules = try Self.text("deploy/prometheus/retentiond.rules.yml")
        let selections = rules.matches(of: /(retentiond_[a-z_]+)\{([a-z_]+)="([^"]*)"\}/)
        #expect(!selections.isEmpty)
        for selection in selections {
            let (_, name, label, value) = selection.output
            let family = Self.families.first { $0.sampleName == name }
            #expect(
                family?.samples.contains { $0.labels.contains(.init(String(label), String(value))) } == true,
                "\(selection.output.0)")
        }
    }

    /// Prometheus' rules for names: base units, and a family's name without the suffixes that its samples get.
    @Test(arguments: families) func `is named well`(family: MetricFamily) {
        #expect(family.name.wholeMatch(of: /retentiond(_[a-z]+)+/) != nil)
        #expect(!["_total", "_info", "_created"].contains { family.name.hasSuffix($0) })
        if let unit = family.unit { #expect(family.name.hasSuffix("_\(unit)")) }
        #expect(family.help.hasSuffix("."))
        #expect(!family.help.contains { "\\\"\n".contains($0) })
        #expect((family.created != nil) == (family.kind == .counter))
    }
}
