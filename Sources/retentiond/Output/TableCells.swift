import Retention

/// The cells of a row: their text one after the other, and how much room each takes. To be used again for the next row, so that
/// a long table takes no memory for each cell.
struct TableCells {
    /// The text of all cells in UTF-8, fit for a terminal.
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

    /// Adds a cell with any text.
    mutating func append(_ text: String) {
        let isDone = text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Without a way out, so that many bytes are compared at a time.
            guard utf8.reduce(0, { $0 | ($1 &- 0x20 < 0x5F ? 0 : 1) }) == 0 else { return false }
            end(utf8.count) { $0.append(contentsOf: utf8) }
            return true
        }
        if isDone == true { return }
        let harmless = HarmlessText.of(text)
        end(PlainText.width(harmless)) { $0 += harmless.utf8 }
    }

    /// Adds a cell with printable ASCII, as our own words are.
    mutating func append(plain write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        ends.append(bytes.count)
        widths.append(bytes.count - start)
    }

    private mutating func end(_ width: Int, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        ends.append(bytes.count)
        widths.append(width)
    }
}
