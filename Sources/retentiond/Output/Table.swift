import Retention

/// A table for people: columns as wide as needed, the flexible ones cut to fit a terminal.
struct Table {
    struct Column {
        let title: String
        var isFlexible = false
        var alignsRight = false
    }

    let columns: [Column]
    var rows: [[String]] = []
    /// An SGR sequence per row, such as `31`; nil for none.
    var colors: [String?] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func add(_ cells: [String], color: String? = nil) {
        rows.append(cells.map(HarmlessText.of))
        colors.append(color)
    }

    /// How wide each column is.
    struct Layout {
        fileprivate var widths: [Int]
    }

    /// - Parameters:
    ///   - width: of the terminal; nil: nothing is cut.
    ///   - hasColor: whether rows keep their colours.
    func lines(width: Int?, hasColor: Bool) -> [String] {
        lines(layout(width: width), hasColor: hasColor)
    }

    /// Columns wide enough for the rows so far, if the terminal has room.
    func layout(width: Int?) -> Layout {
        var widths = columns.indices.map { index in
            rows.map { PlainText.width($0[index]) }.reduce(columns[index].title.count, max)
        }
        // One monstrous title must not make every line as long.
        for index in columns.indices where columns[index].isFlexible { widths[index] = min(widths[index], 120) }
        if let width { shrink(&widths, to: width) }
        return Layout(widths: widths)
    }

    func lines(_ layout: Layout, hasColor: Bool) -> [String] {
        let header = line(columns.map(\.title), layout.widths)
        return [hasColor ? "\u{1B}[1m\(header)\u{1B}[0m" : header]
            + zip(rows, colors).map { colored(line($0, layout.widths), $1, hasColor) }
    }

    /// One more row, for a table whose first rows are printed already. Only flexible cells are cut.
    func line(_ cells: [String], _ layout: Layout, color: String?, hasColor: Bool) -> String {
        let cells = cells.map(HarmlessText.of)
        let widths = columns.indices.map { index in
            columns[index].isFlexible ? layout.widths[index] : max(layout.widths[index], PlainText.width(cells[index]))
        }
        return colored(line(cells, widths), color, hasColor)
    }

    private func colored(_ text: String, _ color: String?, _ hasColor: Bool) -> String {
        guard hasColor, let color else { return text }
        return "\u{1B}[\(color)m\(text)\u{1B}[0m"
    }

    private func shrink(_ widths: inout [Int], to total: Int) {
        var excess = widths.reduce(2 * (columns.count - 1), +) - total
        while excess > 0 {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > 12 }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
            excess -= 1
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells.indices, cells).map { index, cell in
            let text = PlainText.fitted(cell, columns: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - PlainText.width(text)))
            return columns[index].alignsRight ? padding + text : text + padding
        }
        let joined = padded.joined(separator: "  ")
        return String(joined.reversed().drop { $0 == " " }.reversed())
    }
}
