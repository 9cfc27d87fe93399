import FoundationEssentials
import Retention

/// The actions: what, how many, when, and why.
extension ReportPage {
    private static let maxReasons = 25

    var happened: HTML {
        section("happened", "What happened", "\(figures)\(outcomeCharts)\(reasonTable)\(decisionTable)\(incidentTable)")
    }

    private var figures: HTML {
        let outcomes = OutcomeKind.allCases.map { kind -> HTML in
            let tally = content.trail.total[kind]
            var small = kind.meaning
            if tally.bytes > 0 { small = "\(ByteCount.format(tally.bytes)), \(small)" }
            return figure(kind.style, Texts.sentence(kind.caption), Texts.number(tally.items), small)
        }
        let trail = content.trail
        let sweeps = figure(
            "quiet", "Sweeps", Texts.number(trail.sweepsFinished + trail.sweepsFailed),
            trail.sweepsFailed > 0
                ? "\(Texts.number(trail.sweepsFailed)) failed"
                : trail.sweepsFinished > 0 ? "those that did something" : "none did anything")
        return "<dl class=\"figures\">\(outcomes)\(sweeps)</dl>"
    }

    func figure(_ style: StaticString, _ name: String, _ number: String, _ small: String) -> HTML {
        """
        <div class="\(HTML(stringLiteral: style))"><dt>\(name)</dt><dd class="big">\(number)</dd>\
        <dd class="small">\(small)</dd></div>
        """
    }

    private var outcomeCharts: HTML {
        guard let bounds = days else { return "" }
        let bins = TimeBins(first: bounds.first, last: bounds.last)
        var tallies = [OutcomeTally](repeating: OutcomeTally(), count: bins.count)
        for (day, tally) in content.trail.days { tallies[bins.index(of: day)].add(tally) }
        func chart(_ id: String, _ what: String, _ kinds: [OutcomeKind], isBytes: Bool, _ summary: String) -> HTML {
            BarChart(
                id: id, title: "\(what) per \(bins.unit.rawValue)", summary: summary,
                names: (0..<bins.count).map(bins.name), labels: (0..<bins.count).map(bins.label),
                upper: kinds.map { kind in
                    BarChart.Series(
                        style: kind.style, name: kind.caption,
                        values: tallies.map { isBytes ? Double($0[kind].bytes) : Double($0[kind].items) })
                }, isBytes: isBytes, unit: Texts.sentence(bins.unit.rawValue)
            ).figure
        }
        return """
            <div class="charts">\(chart("items", "Items", OutcomeKind.allCases, isBytes: false, "By outcome."))\
            \(chart("bytes", "Bytes", [.purged, .restored], isBytes: true, "Of files; folders have no size."))</div>
            """
    }

    private var reasonTable: HTML {
        let reasons = content.trail.reasons.sorted { left, right in
            let ranks = (left.key.kind.rawValue, right.key.kind.rawValue)
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            if left.value.items != right.value.items { return left.value.items > right.value.items }
            return (left.key.reason, left.key.rule ?? "") < (right.key.reason, right.key.rule ?? "")
        }
        guard !reasons.isEmpty else { return "" }
        let rows = reasons.prefix(Self.maxReasons).map { reason, tally -> HTML in
            """
            <tr><td class="t"><span class="dot \(HTML(stringLiteral: reason.kind.style))"></span>\(reason.kind.caption)</td>\
            <td>\(HTML.isolated(content.trail.text(of: reason)))</td><td>\(reason.rule.map(HTML.isolated) ?? HTML.none)</td>\
            <td class="n">\(Texts.number(tally.items))</td><td class="n">\(ByteCount.format(tally.bytes))</td></tr>

            """
        }
        let rest = reasons.count - Self.maxReasons
        let more: HTML =
            rest > 0 ? "<p class=\"about\">And \(Texts.count(rest, "reason")) more; the records have them all.</p>" : ""
        return """
            <h3>Why</h3><div class="scroll" tabindex="0" role="region" aria-label="Why"><table>\
            <caption>Reasons as recorded, with the number of items. Reasons that differ only in dates are combined, \
            with the first and the last date.</caption>\
            <thead><tr><th scope="col">Outcome</th><th scope="col">Reason</th><th scope="col">Rule</th>\
            <th scope="col" class="n">Items</th><th scope="col" class="n">Bytes</th></tr></thead><tbody>
            \(rows)</tbody></table></div>\(more)
            """
    }

    private var decisionTable: HTML {
        let decisions = content.trail.decisions
        guard decisions.total > 0 else { return "" }
        let rows = decisions.elements.map { row -> HTML in
            """
            <tr><td class="t">\(row.time.map(zone.minute) ?? "–")</td><td>\(HTML.isolated(row.operatorName ?? "–"))</td>\
            <td class="t">\(row.event)</td><td>\(HTML.isolated(row.account ?? "–"))</td><td class="t">\(row.item ?? "–")</td>\
            <td>\(row.title.flatMap { $0.isEmpty ? nil : HTML.isolated($0) } ?? HTML.none)</td>\
            <td>\(HTML.isolated(row.reason ?? "–"))</td></tr>

            """
        }
        return """
            <h3 class="wide">What people decided</h3><div class="scroll" tabindex="0" role="region" \
            aria-label="What people decided"><table>\
            <caption>Holds, releases and restores by hand, the newest \(rows.count) of \(Texts.number(decisions.total)).</caption>\
            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Account</th>\
            <th scope="col">Item</th><th scope="col">Title</th><th scope="col">Why</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private var incidentTable: HTML {
        let incidents = content.trail.incidents
        guard incidents.total > 0 else { return "" }
        let rows = incidents.elements.map { row -> HTML in
            """
            <tr><td class="t">\(row.time.map(zone.minute) ?? "–")</td><td>\(HTML.isolated(row.account ?? "–"))</td>\
            <td class="t">\(row.event)</td><td>\(HTML.isolated(row.reason ?? "–"))</td></tr>

            """
        }
        return """
            <h3 class="wide">Refused or failed as a whole</h3><div class="scroll" tabindex="0" role="region" \
            aria-label="Refused or failed as a whole"><table>\
            <caption>The newest \(rows.count) of \(Texts.number(incidents.total)).</caption><thead><tr>\
            <th scope="col">When</th><th scope="col">Account</th><th scope="col">What</th><th scope="col">Why</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }
}

extension OutcomeKind {
    /// Its class in the style sheet.
    var style: StaticString { LongTable.Style(self).name }
}
