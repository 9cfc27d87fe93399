import Retention

/// A table for people: columns as wide as needed. To fit a terminal, flexible ones are cut, and where that isn't enough,
/// those that matter least are left out.
struct Table {
    struct Column {
        let title: String
        var isFlexible = false
        var alignsRight = false
        /// Columns with a larger number make room first; those with 0 stay.
        var rank = 0
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
        /// By column; nil for one that made room for others.
        fileprivate var widths: [Int?]
        /// Columns of the terminal; nil: no limit.
        fileprivate let limit: Int?
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
        var widths: [Int?] = columns.indices.map { index in
            known.map { PlainText.width($0[index]) }.reduce(max(columns[index].title.count, measured[index]), max)
        }
        for index in columns.indices where columns[index].isFlexible {
            widths[index] = widths[index].map { min($0, Self.widestCell) }
        }
        if let width {
            makeRoom(&widths, in: width)
            shrink(&widths, to: width)
            if likely != nil { stretch(&widths, to: width) }
        }
        return Layout(widths: widths, limit: width)
    }

    func lines(_ layout: Layout, hasColor: Bool) -> [String] {
        [header(layout, hasColor: hasColor)]
            + zip(rows, colors).map { colored(line($0, layout.widths, layout.limit), $1, hasColor) }
    }

    func header(_ layout: Layout, hasColor: Bool) -> String {
        let header = line(columns.map(\.title), layout.widths, layout.limit)
        return hasColor ? "\u{1B}[1m\(header)\u{1B}[0m" : header
    }

    /// One more row, for a table whose first rows are printed already. Only flexible cells are cut, and only for a
    /// terminal.
    func line(_ cells: [String], _ layout: Layout, color: String?, hasColor: Bool) -> String {
        let cells = cells.map(HarmlessText.of)
        let widths = columns.indices.map { index -> Int? in
            guard let width = layout.widths[index] else { return nil }
            let own = PlainText.width(cells[index])
            if columns[index].isFlexible {
                return layout.limit != nil ? width : max(width, min(own, Self.widestCell))
            }
            return max(width, own)
        }
        return colored(line(cells, widths, layout.limit), color, hasColor)
    }

    private func colored(_ text: String, _ color: String?, _ hasColor: Bool) -> String {
        guard hasColor, let color else { return text }
        return "\u{1B}[\(color)m\(text)\u{1B}[0m"
    }

    /// The narrowest that a cut column may be.
    private static let narrowestCell = 12

    /// The least that a table of these columns takes.
    private func least(_ widths: [Int?]) -> Int {
        let cells = columns.indices.compactMap { index in
            widths[index].map { columns[index].isFlexible ? min($0, Self.narrowestCell) : $0 }
        }
        return cells.reduce(2 * (cells.count - 1), +)
    }

    /// Leaves out columns until the rest fits, or none is left that may go.
    private func makeRoom(_ widths: inout [Int?], in total: Int) {
        while least(widths) > total {
            let dispensable = columns.indices.filter { widths[$0] != nil && columns[$0].rank > 0 }
            guard let first = dispensable.max(by: { columns[$0].rank < columns[$1].rank }) else { return }
            widths[first] = nil
        }
    }

    private func total(_ widths: [Int?]) -> Int {
        let shown = widths.compactMap(\.self)
        return shown.reduce(2 * (shown.count - 1), +)
    }

    private func shrink(_ widths: inout [Int?], to limit: Int) {
        for _ in 0..<max(0, total(widths) - limit) {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] ?? 0 > Self.narrowestCell }
            guard let widest = flexible.max(by: { widths[$0]! < widths[$1]! }) else { return }
            widths[widest]! -= 1
        }
    }

    private func stretch(_ widths: inout [Int?], to limit: Int) {
        let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] != nil }
        guard !flexible.isEmpty else { return }
        for _ in 0..<max(0, limit - total(widths)) {
            guard let narrowest = flexible.min(by: { widths[$0]! < widths[$1]! }) else { return }
            widths[narrowest]! += 1
        }
    }

    private func line(_ cells: [String], _ widths: [Int?], _ limit: Int?) -> String {
        var parts: [String] = []
        // What is left of the terminal, without the gap before.
        var room = limit ?? .max
        for (index, cell) in zip(cells.indices, cells) {
            guard let width = widths[index], room > 0 else { continue }
            let text = PlainText.fitted(cell, columns: min(width, room))
            let padding = String(repeating: " ", count: max(0, min(width, room) - PlainText.width(text)))
            // Only terminals turn text around; a file keeps what the portal said.
            let shown = limit == nil ? text : PlainText.isolated(text)
            parts.append(columns[index].alignsRight ? padding + shown : shown + padding)
            room -= limit == nil ? 0 : min(width, room) + 2
        }
        let joined = parts.joined(separator: "  ")
        return String(joined.reversed().drop { $0 == " " }.reversed())
    }
}
