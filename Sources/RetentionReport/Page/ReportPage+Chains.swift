import Retention
import RetentionEngine

/// Whether the records can be trusted.
extension ReportPage {
    private static let maxFindings = 50

    var chains: HTML {
        let sections = content.chains.map(chain)
        let notes: HTML = list(content.chainNotes, "notes")
        let nothing: HTML = sections.isEmpty ? "<p class=\"empty\">There is no chain of records to verify.</p>" : ""
        return section(
            "chains", "Audit trail",
            """
            <p>Each record carries a number and the hash of the one before, so that a missing, changed or moved record \
            is detected. The whole trail was verified, as <code>retentiond audit verify</code> does, not only the \
            period of this report.</p>
            \(nothing)\(sections)\(notes)
            """)
    }

    private func chain(_ report: ChainReport) -> HTML {
        let isWhole = report.damages.isEmpty
        let numbers = report.numbers.map {
            "records \(Texts.number($0.lowerBound)) to \(Texts.number($0.upperBound))"
        }
        let end =
            report.isEndKnown || report.numbers == nil
            ? "" : " The state directory has no record of the end, so records may be missing there."
        return """
            <p><span class="verdict \(isWhole ? "good" : "bad")">\(isWhole ? "✓ Whole" : "✗ Not whole")</span>: \
            \(numbers ?? "no records") of chain <code>\(report.chain.isEmpty ? "none" : report.chain)</code>.\(end)</p>\
            \(list(report.damages.map(\.description), "damages"))\(list(report.notes.map(\.description), "notes"))
            """
    }

    private func list(_ texts: [String], _ kind: StaticString) -> HTML {
        guard !texts.isEmpty else { return "" }
        let items = texts.prefix(Self.maxFindings).map { text -> HTML in "<li>\(HTML.isolated(text))</li>" }
        let rest = texts.count - Self.maxFindings
        let more: HTML = rest > 0 ? "<li>… and \(Texts.number(rest)) more</li>" : ""
        return "<ul class=\"findings \(HTML(stringLiteral: kind))\">\(items)\(more)</ul>"
    }
}
