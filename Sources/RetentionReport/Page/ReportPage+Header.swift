import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// The summary, in plain words and large numbers.
extension ReportPage {
    var header: HTML {
        """
        <header class="page"><p class="eyebrow">Retention report · \(period)</p><h1>\(headline)</h1>
        <p class="lede">\(lede)</p>
        <p class="about">\(about)</p></header>
        <nav class="page" aria-label="Sections"><ul>\(links)</ul></nav>
        """
    }

    /// The days that the report covers.
    var period: String {
        guard let bounds = days else { return "no records" }
        let (first, last) = (Texts.date(bounds.first), Texts.date(bounds.last))
        return first == last ? first : "\(first) – \(last)"
    }

    /// First and last day, as days since 1970. Nil for a trail without records, unless a time was given.
    var days: (first: Int64, last: Int64)? {
        guard let first = content.since ?? content.trail.first else { return nil }
        // `until` itself is excluded.
        let last = content.until?.addingTimeInterval(-1) ?? content.generatedAt
        let days = (zone.day(of: first), zone.day(of: max(first, last)))
        return (days.0, days.1)
    }

    /// The summary in one sentence.
    var headline: String {
        let total = content.trail.total
        let (purged, restored) = (total[.purged], total[.restored])
        guard content.trail.count > 0 else { return "There are no records of this period." }
        switch (purged.items, restored.items) {
        case (0, 0): return "Nothing was purged, and nothing restored."
        case (0, _): return "\(Self.items(restored.items)) restored, and nothing was purged."
        case (_, 0): return "\(Self.items(purged.items)) purged, and nothing was restored."
        default: return "\(Self.items(purged.items)) purged, and \(Texts.number(restored.items)) restored."
        }
    }

    private static func items(_ count: Int) -> String {
        "\(Texts.count(count, "item")) \(count == 1 ? "was" : "were")"
    }

    private var lede: String {
        let total = content.trail.total
        var sentences: [String] = []
        if total[.purged].items > 0 {
            sentences.append(
                "The purged files had \(ByteCount.format(total[.purged].bytes)); what folders held is not counted.")
        }
        if content.trail.rescued > 0 {
            sentences.append(
                "\(Texts.count(content.trail.rescued, "held item was", "held items were")) restored before the portal’s own "
                    + "30 days were over.")
        }
        if total[.held].items > 0 {
            sentences.append("Rules held back \(Texts.count(total[.held].items, "item")) that would have been due.")
        }
        let failed = total[.refused].items + content.trail.limitRefusals
        sentences.append(
            failed == 0 ? "Nothing was refused." : "\(Texts.count(failed, "attempt was", "attempts were")) refused.")
        sentences.append(trailSentence)
        return sentences.joined(separator: " ")
    }

    private var trailSentence: String {
        if content.chains.allSatisfy({ $0.numbers == nil }), content.isWhole {
            return "The audit trail has no chain to verify."
        }
        return content.isWhole ? "The audit trail is whole." : "The audit trail is not whole."
    }

    private var about: HTML {
        let names = content.account.map { [$0] } ?? accountNames
        let who = names.count <= 4 ? Texts.list(names) : "\(names.count) accounts"
        return """
            \(who.isEmpty ? "No account" : "\(names.count == 1 ? "Account" : "Accounts") \(HTML.isolated(who))"); \(Texts.count(content.trail.count, "record")) of \
            \(content.source); times are \(zone.identifier.isEmpty ? "local" : zone.identifier) \
            (\(zone.name(at: content.generatedAt))); as of \(zone.minute(content.generatedAt)).
            """
    }

    /// All accounts that policy, state or trail name.
    private var accountNames: [String] {
        let known = content.accounts.map(\.name)
        return known + content.trail.accounts.keys.filter { !known.contains($0) && $0 != "–" }.sorted()
    }

    private var links: HTML {
        let sections: [(StaticString, String, Bool)] = [
            ("attention", "What needs a person", true), ("happened", "What happened", true),
            ("outlook", "What comes next", true), ("rules", "Rules", hasRules), ("accounts", "Accounts", true),
            ("chains", "Audit trail", true), ("records", "All records", true), ("plan", "The plan", content.hasPlan),
        ]
        return HTML.joined(
            sections.filter(\.2).map { id, name, _ in "<li><a href=\"#\(HTML(stringLiteral: id))\">\(name)</a></li>" })
    }
}
