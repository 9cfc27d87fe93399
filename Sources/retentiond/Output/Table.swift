import Retention

/// A table for people, with columns as wide as needed. To fit a terminal, flexible ones are cut and, if that isn't
/// enough, the least important ones are left out.
struct Table {
    struct Column {
        let title: String
        var isFlexible = false
        var alignsRight = false
        /// Columns with a higher number give way first; those with 0 stay.
        var rank = 0
    }

    /// A single very long title must not make every line as long.
    private static let widestCell = 120

    let columns: [Column]
    private(set) var rows: [TableCells] = []
    /// The widest cell of each column so far.
    private var measured: [Int]
    /// An SGR sequence per row, such as `31`; nil for none.
    private var colors: [String?] = []

    init(_ columns: [Column]) {
        self.columns = columns
        measured = columns.map(\.title.count)
    }

    /// Includes a row in the widths without keeping it.
    mutating func measure(_ widths: [Int]) {
        for index in columns.indices { measured[index] = max(measured[index], widths[index]) }
    }

    mutating func add(_ cells: TableCells, color: String? = nil) {
        measure(cells.widths)
        rows.append(cells)
        colors.append(color)
    }

    mutating func add(_ cells: [String], color: String? = nil) { add(TableCells(cells), color: color) }

    /// Drops the rows, but keeps their widths.
    mutating func removeRows() {
        rows = []
        colors = []
    }

    /// How wide each column is.
    struct Layout {
        /// The width of each column; nil for one that was left out.
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
    /// - Parameter likely: a row of the expected length, if more rows will follow than are there now; the flexible
    ///   columns then share the whole width of the terminal.
    func layout(width: Int?, likely: TableCells? = nil) -> Layout {
        var widths: [Int?] = columns.indices.map { max(measured[$0], likely?.widths[$0] ?? 0) }
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
            + zip(rows, colors).map { row, color in
                var line: [UInt8] = []
                append(row, layout, color: hasColor ? color : nil, to: &line)
                return String(decoding: line, as: UTF8.self)
            }
    }

    func header(_ layout: Layout, hasColor: Bool) -> String {
        var header: [UInt8] = []
        append(TableCells(columns.map(\.title)), layout, color: hasColor ? "1" : nil, to: &header)
        return String(decoding: header, as: UTF8.self)
    }

    /// Writes a row, without a newline. Only flexible cells are cut, and only for a terminal.
    func append(_ row: TableCells, _ layout: Layout, color: String?, to line: inout [UInt8]) {
        if let color { line += "\u{1B}[\(color)m".utf8 }
        let start = line.count
        // The remaining width of the terminal, without the gap before.
        var room = layout.limit ?? .max
        for index in columns.indices {
            guard let least = layout.widths[index], room > 0 else { continue }
            if line.count > start { append(spaces: 2, to: &line) }
            let width = min(self.width(of: row, index, least, isCut: layout.limit != nil), room)
            appendCell(row, index, width, isForTerminal: layout.limit != nil, to: &line)
            if layout.limit != nil { room -= width + 2 }
        }
        while line.count > start, line.last == UInt8(ascii: " ") { line.removeLast() }
        if color != nil { line += "\u{1B}[0m".utf8 }
    }

    /// How wide the column is in this row.
    private func width(of row: TableCells, _ index: Int, _ least: Int, isCut: Bool) -> Int {
        guard columns[index].isFlexible else { return max(least, row.widths[index]) }
        return isCut ? least : max(least, min(row.widths[index], Self.widestCell))
    }

    private func appendCell(
        _ row: TableCells, _ index: Int, _ width: Int, isForTerminal: Bool, to line: inout [UInt8]
    ) {
        let text = row.text(index)
        guard !row.isPlain(index) else {
            let missing = width - text.count
            if columns[index].alignsRight { append(spaces: missing, to: &line) }
            if missing >= 0 {
                line.append(contentsOf: text)
            } else {
                line.append(contentsOf: text.prefix(max(0, width - 1)))
                line += "…".utf8
            }
            if !columns[index].alignsRight { append(spaces: missing, to: &line) }
            return
        }
        if row.widths[index] <= width, !isForTerminal {
            // Not isolated: only terminals turn text around, and a file keeps the portal's text.
            if columns[index].alignsRight { append(spaces: width - row.widths[index], to: &line) }
            line.append(contentsOf: text)
            if !columns[index].alignsRight { append(spaces: width - row.widths[index], to: &line) }
            return
        }
        let fitted = PlainText.fitted(String(decoding: text, as: UTF8.self), columns: width)
        let missing = width - PlainText.width(fitted)
        if columns[index].alignsRight { append(spaces: missing, to: &line) }
        line += (isForTerminal ? PlainText.isolated(fitted) : fitted).utf8
        if !columns[index].alignsRight { append(spaces: missing, to: &line) }
    }

    private func append(spaces count: Int, to line: inout [UInt8]) {
        guard count > 0 else { return }
        for _ in 0..<count { line.append(UInt8(ascii: " ")) }
    }

    /// The narrowest that a cut column may be.
    private static let narrowestCell = 12

    /// The smallest width of a table of these columns.
    private func least(_ widths: [Int?]) -> Int {
        let cells = columns.indices.compactMap { index in
            widths[index].map { columns[index].isFlexible ? min($0, Self.narrowestCell) : $0 }
        }
        return cells.reduce(2 * (cells.count - 1), +)
    }

    /// Leaves out columns until the rest fits, or none may be left out.
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
}
