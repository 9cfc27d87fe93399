import Retention

/// Takes the cells of a row, from left to right.
protocol TableRow {
    /// A cell with any text.
    mutating func append(_ text: String)

    /// A cell with printable ASCII, such as our own texts.
    mutating func append(plain write: (inout [UInt8]) -> Void)

    /// A cell with this number of characters of printable ASCII.
    mutating func append(width: Int, _ write: (inout [UInt8]) -> Void)

    /// The cell of a missing value.
    mutating func appendDash()
}

/// The cells of a row: their texts in sequence, and the width of each. Reused for the next row, so that a long table
/// takes no memory for each cell.
struct TableCells: TableRow {
    /// The text of all cells in UTF-8, safe for a terminal.
    private(set) var bytes: [UInt8] = []
    /// Where the text of each cell ends.
    private var ends: [Int] = []
    /// Columns that each cell takes.
    private(set) var widths: [Int] = []

    init() {}

    init(_ cells: [String]) {
        for cell in cells { append(cell) }
    }

    /// The text of a cell.
    func text(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// Whether a cell is printable ASCII: anything else takes fewer columns than bytes.
    func isPlain(_ index: Int) -> Bool { text(index).count == widths[index] }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        widths.removeAll(keepingCapacity: true)
    }

    mutating func append(_ text: String) {
        if let width = PlainText.widthOfASCII(text) {
            end(width) { $0 += text.utf8 }
        } else {
            let sanitized = String(sanitizing: text)
            end(PlainText.width(sanitized)) { $0 += sanitized.utf8 }
        }
    }

    mutating func append(plain write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        ends.append(bytes.count)
        widths.append(bytes.count - start)
    }

    mutating func append(width: Int, _ write: (inout [UInt8]) -> Void) { append(plain: write) }

    mutating func appendDash() {
        // U+2013.
        end(1) { $0 += [0xE2, 0x80, 0x93] }
    }

    private mutating func end(_ width: Int, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        ends.append(bytes.count)
        widths.append(width)
    }
}

/// The same without the text of most cells: only their widths.
struct TableWidths: TableRow {
    private(set) var widths: [Int] = []
    private var scratch: [UInt8] = []

    mutating func removeAll() { widths.removeAll(keepingCapacity: true) }

    mutating func append(_ text: String) {
        widths.append(PlainText.widthOfASCII(text) ?? PlainText.width(String(sanitizing: text)))
    }

    mutating func append(plain write: (inout [UInt8]) -> Void) {
        scratch.removeAll(keepingCapacity: true)
        write(&scratch)
        widths.append(scratch.count)
    }

    mutating func append(width: Int, _ write: (inout [UInt8]) -> Void) { widths.append(width) }

    mutating func appendDash() { widths.append(1) }
}
