import Retention

/// A table for people: columns as wide as needed, the flexible ones cut to fit a terminal.
struct Table {
    struct Column {
        let title: String
        var isFlexible = false
        var alignsRight = false
    }

    /// One monstrous title must not make every line as long.
    private static let widestCell = 120

    let columns: [Column]
    var rows: [[String]] = []
    /// The widest cell of each column among the rows that were only measured.
    private var measured: [Int]
    /// An SGR sequence per row, such as `31`; nil for none.
    var colors: [String?] = []

    init(_ columns: [Column]) {
        self.columns = columns
        measured = columns.map { _ in 0 }
    }

    /// Makes room for a row that is not kept.
    mutating func measure(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            measured[index] = max(measured[index], PlainText.width(HarmlessText.of(cell)))
        }
    }

    mutating func add(_ cells: [String], color: String? = nil) {
        rows.append(cells.map(HarmlessText.of))
        colors.append(color)
    }

    /// How wide each column is.
    struct Layout {
        fileprivate var widths: [Int]
        /// Whether the terminal sets a limit.
        fileprivate let isLimited: Bool
    }

    /// - Parameters:
    ///   - width: of the terminal; nil: nothing is cut.
    ///   - hasColor: whether rows keep their colours.
    func lines(width: Int?, hasColor: Bool) -> [String] {
        lines(layout(width: width), hasColor: hasColor)
    }

    /// Columns wide enough for the rows so far, if the terminal has room.
    ///
    /// - Parameter likely: a row of the length to expect, if more are to come than are there now; the flexible columns
    ///   then share all the room that the terminal has.
    func layout(width: Int?, likely: [String]? = nil) -> Layout {
        let known = rows + (likely.map { [$0] } ?? [])
        var widths = columns.indices.map { index in
            known.map { PlainText.width($0[index]) }.reduce(max(columns[index].title.count, measured[index]), max)
        }
        for index in columns.indices where columns[index].isFlexible {
            widths[index] = min(widths[index], Self.widestCell)
        }
        if let width {
            shrink(&widths, to: width)
            if likely != nil { stretch(&widths, to: width) }
        }
        return Layout(widths: widths, isLimited: width != nil)
    }

    func lines(_ layout: Layout, hasColor: Bool) -> [String] {
        [header(layout, hasColor: hasColor)]
            + zip(rows, colors).map { colored(line($0, layout.widths), $1, hasColor) }
    }

    func header(_ layout: Layout, hasColor: Bool) -> String {
        let header = line(columns.map(\.title), layout.widths)
        return hasColor ? "\u{1B}[1m\(header)\u{1B}[0m" : header
    }

    /// One more row, for a table whose first rows are printed already. Only flexible cells are cut, and only for a
    /// terminal.
    func line(_ cells: [String], _ layout: Layout, color: String?, hasColor: Bool) -> String {
        let cells = cells.map(HarmlessText.of)
        let widths = columns.indices.map { index in
            let own = PlainText.width(cells[index])
            if columns[index].isFlexible {
                return layout.isLimited ? layout.widths[index] : max(layout.widths[index], min(own, Self.widestCell))
            }
            return max(layout.widths[index], own)
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

    private func stretch(_ widths: inout [Int], to total: Int) {
        let flexible = columns.indices.filter { columns[$0].isFlexible }
        guard !flexible.isEmpty else { return }
        for _ in 0..<max(0, total - widths.reduce(2 * (columns.count - 1), +)) {
            guard let narrowest = flexible.min(by: { widths[$0] < widths[$1] }) else { return }
            widths[narrowest] += 1
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
