import FoundationEssentials
import Retention

/// The present content of the trashes, and the next 30 days.
extension ReportPage {
    /// Nil if no trash was listed.
    var forecast: Forecast? {
        guard content.hasPlan, let policy = content.policy else { return nil }
        return Forecast(content.items, policy: policy, now: content.generatedAt, zone: zone)
    }

    var outlook: HTML {
        guard let forecast else {
            let isRequested = content.accounts.contains { if case .missing = $0.listing { true } else { false } }
            let why =
                isRequested
                ? "The plan is missing: no trash could be listed. The part about the past is complete."
                : "The plan is missing: no trash was listed."
            return section("outlook", "What comes next", "<p class=\"empty\">\(why)</p>")
        }
        let missing = content.accounts.filter { $0.plan == nil }.map(\.name)
        let gap: HTML =
            missing.isEmpty
            ? "" : "<p>Without \(HTML.isolated(Texts.list(missing))): its trash could not be listed.</p>"
        return section(
            "outlook", "What comes next",
            """
            \(gap)\(decisionFigures)<div class="charts">\(ageChart)\(clockChart(forecast))</div>
            """)
    }

    private var decisionFigures: HTML {
        var tallies: [Decision: Tally] = [:]
        for item in content.items { tallies[item.decision, default: Tally()].add(bytes: item.item.bytes) }
        func one(_ decision: Decision, _ style: StaticString, _ name: String, _ small: String) -> HTML {
            let tally = tallies[decision] ?? Tally()
            let size = tally.bytes > 0 ? "\(ByteCount.format(tally.bytes)), " : ""
            return figure(style, name, Texts.number(tally.items), size + small)
        }
        return """
            <dl class="figures">\(figure("quiet", "In the trash now", Texts.number(content.itemCount), "items that were listed"))\
            \(one(.purge, "purged", "To purge", "due now"))\(one(.restore, "restored", "To restore", "at the next sweep"))\
            \(one(.hold, "held", "Held", "whatever their age"))\(one(.keep, "keep", "Kept", "not due yet"))\
            \(one(.left, "quiet", "Left", "due, but the contents can’t be listed"))</dl>
            """
    }

    private var ageChart: HTML {
        let ages = Ages(content.items, now: content.generatedAt)
        let series: [(Decision, StaticString, String)] = [
            (.keep, "keep", "kept"), (.left, "portal", "left to the portal"), (.hold, "held", "held"),
            (.restore, "restored", "to restore"),
            (.purge, "purged", "to purge"),
        ]
        let retention = content.policy?.retention.map { "Without a rule, items are due after \($0). " } ?? ""
        let unknown = ages.unknown > 0 ? " \(Texts.count(ages.unknown, "item")) without a usable date left out." : ""
        return BarChart(
            id: "ages", title: "Age of the trash",
            summary: "\(retention)The portal destroys everything after 30 days.\(unknown)",
            names: (0..<Ages.count).map { $0 == Ages.count - 1 ? "30 days and more" : "\($0) to \($0 + 1) days" },
            labels: (0..<Ages.count).map { $0 == 0 ? "today" : $0 == Ages.count - 1 ? "30+" : "\($0) d" },
            upper: series.map { decision, style, name in
                BarChart.Series(
                    style: style, name: name, values: ages.bins.map { Double($0[decision]?.items ?? 0) })
            }, unit: "In the trash for"
        ).figure
    }

    private func clockChart(_ forecast: Forecast) -> HTML {
        func values(_ part: KeyPath<Forecast.Day, Tally>) -> [Double] {
            forecast.days.map { Double($0[keyPath: part].items) }
        }
        let count = forecast.overdue.items
        let already = count > 0 ? ", without \(Texts.count(count, "item")) due already" : ""
        let purges = Set(forecast.days.indices.filter { forecast.days[$0].hasPurge })
        return BarChart(
            id: "clocks", title: "Two clocks, the next 30 days",
            summary:
                "Upwards: items that become due or are rescued\(already). Downwards: items whose 30 days at the portal are over.",
            names: forecast.days.indices.map { Texts.date(forecast.day($0)) },
            labels: forecast.days.indices.map { $0 == 0 ? "today" : Texts.shortDate(forecast.day($0)) },
            upper: [
                .init(style: "purged", name: "becomes due", values: values(\.due)),
                .init(style: "restored", name: "rescued", values: values(\.rescued)),
            ],
            lower: [
                .init(style: "portal", name: "destroyed by the portal", values: values(\.lost)),
                .init(style: "ours", name: "removed earlier by retentiond", values: values(\.ours)),
            ],
            unit: "Day", marks: purges.isEmpty ? nil : (purges, "a purge is scheduled")
        ).figure
    }
}
