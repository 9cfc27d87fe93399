import Retention

/// A chart of stacked bars over periods of time, and the same figures as a table for those who can't see it or want
/// exact values.
struct BarChart {
    /// One colour.
    struct Series {
        /// Its class in the style sheet, which sets its colour.
        let style: StaticString
        /// For the legend and the table.
        let name: String
        /// One value for each bar.
        let values: [Double]
    }

    /// Unique on the page; names the parts for readers of screens.
    let id: String
    let title: String
    /// The content of the chart, in a sentence.
    let summary: String
    /// The name of each bar, in full and for the axis.
    let names: [String]
    let labels: [String]
    /// Stacked upwards, the first at the bottom.
    let upper: [Series]
    /// Stacked downwards from the same line; empty for a plain chart.
    var lower: [Series] = []
    /// Values are bytes.
    var isBytes = false
    /// The name of a bar's period, for the table: "Day".
    let unit: String
    /// Bars with a mark on the axis, and its meaning.
    var marks: (bars: Set<Int>, meaning: String)?

    var isEmpty: Bool { (upper + lower).allSatisfy { $0.values.allSatisfy { $0 == 0 } } }

    /// A value as text for people.
    func text(_ value: Double) -> String {
        isBytes ? ByteCount.format(Int64(min(value, 9e18))) : Texts.number(Int64(min(value, 9e18)))
    }

    /// The same for an axis, whose values are round: "512 MiB".
    func label(_ value: Double) -> String { text(value).replacing(".0 ", with: " ") }

    /// The largest sum of a bar.
    func largest(_ series: [Series]) -> Double {
        names.indices.map { bar in series.reduce(0) { $0 + $1.values[bar] } }.max() ?? 0
    }

    /// The text of a bar.
    func tooltip(_ bar: Int) -> String {
        let parts = (upper + lower).filter { $0.values[bar] > 0 }.map { "\(text($0.values[bar])) \($0.name)" }
        return "\(names[bar]): \(parts.isEmpty ? "nothing" : parts.joined(separator: ", "))"
    }
}

extension BarChart {
    /// Chart, legend and table.
    var figure: HTML {
        """
        <figure class="chart"><figcaption><h3>\(title)</h3><p>\(summary)</p></figcaption>
        \(isEmpty ? "<p class=\"empty\">Nothing to show.</p>" : "\(legend)\(drawing)\(table)")</figure>

        """
    }

    private var legend: HTML {
        let items = (upper + lower).map { series -> HTML in
            "<li><span class=\"swatch \(HTML(stringLiteral: series.style))\"></span>\(series.name)</li>"
        }
        let mark: HTML = marks.map { "<li><span class=\"tickmark\">▲</span>\($0.meaning)</li>" } ?? ""
        return "<ul class=\"legend\" aria-hidden=\"true\">\(items)\(mark)</ul>"
    }

    private var table: HTML {
        let series = upper + lower
        let shown = names.indices.filter { bar in series.contains { $0.values[bar] > 0 } }
        let rows = shown.map { bar -> HTML in
            let cells = series.map { series -> HTML in "<td class=\"n\">\(text(series.values[bar]))</td>" }
            return "<tr><th scope=\"row\">\(names[bar])</th>\(cells)</tr>"
        }
        let heads = series.map { series -> HTML in "<th scope=\"col\" class=\"n\">\(series.name)</th>" }
        return """
            <details><summary>The figures of “\(title)”</summary><div class="scroll" tabindex="0" role="region" \
            aria-label="\(title): figures"><table><caption>\(title); values that aren’t listed are zero.</caption>\
            <thead><tr><th scope="col">\(unit)</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }
}
