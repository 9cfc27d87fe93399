import Retention

/// Each rule of the policy, and how often it decided.
extension ReportPage {
    var hasRules: Bool { !content.rules.isEmpty || !content.trail.rules.isEmpty }

    var rules: HTML {
        guard hasRules else { return "" }
        let names = content.rules.map(\.name)
        let former = content.trail.rules.keys.filter { !names.contains($0) }.sorted()
        let maxItems = max(1, content.trail.rules.values.map(\.items).max() ?? 1)
        let rows = content.rules.map { row($0.name, $0, maxItems) } + former.map { row($0, nil, maxItems) }
        let seen = content.hasPlan
        return section(
            "rules", "Rules",
            """
            <div class="scroll" tabindex="0" role="region" aria-label="Rules"><table>\
            <caption>How often each rule decided in this period, and what it does to the trashes now. If several rules \
            match, one decides: hold before restore before purge.</caption><thead><tr><th scope="col">Rule</th>\
            <th scope="col" class="n">Decided</th><th scope="col">Share</th>\
            \(seen ? "<th scope=\"col\" class=\"n\">Matches now</th><th scope=\"col\" class=\"n\">Decides now</th>" : "")\
            </tr></thead><tbody>
            \(rows)</tbody></table></div>
            """)
    }

    /// - Parameter rule: nil for one that occurs only in the records.
    private func row(_ name: String, _ rule: RuleView?, _ maxItems: Int) -> HTML {
        let tally = content.trail.rules[name] ?? OutcomeTally()
        let what = OutcomeKind.allCases.filter { tally[$0].items > 0 }.map {
            "\(Texts.number(tally[$0].items)) \($0.caption)"
        }
        var sub = rule.map { TrailDigest.general($0.effect) } ?? (content.policy == nil ? "" : "not in the policy now")
        if rule?.matches == 0, tally.items == 0 { sub += "; never matched here" }
        let now: HTML =
            content.hasPlan
            ? """
            <td class="n">\(rule?.matches.map(Texts.number) ?? "–")</td><td class="n">\(rule.map { Texts.number($0.decides) } ?? "–")</td>
            """ : ""
        return """
            <tr><th scope="row">\(HTML.isolated(name))<span class="sub">\(HTML.isolated(sub))</span></th>\
            <td class="n">\(Texts.number(tally.items))</td><td>\(share(tally, of: maxItems))\
            <span class="sub">\(what.joined(separator: ", "))</span></td>\(now)</tr>

            """
    }

    private func share(_ tally: OutcomeTally, of maxItems: Int) -> HTML {
        var x = 0.0
        let parts = OutcomeKind.allCases.filter { tally[$0].items > 0 }.map { kind -> HTML in
            let width = max(1, 100 * Double(tally[kind].items) / Double(maxItems))
            defer { x += width }
            return
                "<rect class=\"\(HTML(stringLiteral: kind.style))\" x=\"\(x)\" y=\"0\" width=\"\(width)\" height=\"8\"/>"
        }
        return """
            <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">\(parts)</svg>
            """
    }
}
