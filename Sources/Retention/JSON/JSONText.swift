/// A position in a text, as editors count: both numbers start at 1.
package struct JSONPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let line: Int
    /// In characters, not bytes.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package var description: String { "\(line):\(column)" }

    package static func < (left: JSONPosition, right: JSONPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The bytes of a JSON text, with the conversion from offsets to line and column.
package struct JSONText: Sendable {
    package let bytes: [UInt8]
    /// Offset of each line's first byte; never empty.
    private let lineStarts: [Int]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// Line and column of a byte; an offset at or after the end gives the position after the last byte.
    package func position(at offset: Int) -> JSONPosition {
        let line = lineIndex(of: offset)
        let prefix = bytes[lineStarts[line]..<clamped(offset)]
        let isASCII = prefix.allSatisfy { $0 < 0x80 }
        let characters = isASCII ? prefix.count : String(decoding: prefix, as: UTF8.self).count
        return JSONPosition(line: line + 1, column: characters + 1)
    }

    /// The bytes of the line around an offset, without its line break.
    package func line(around offset: Int) -> Range<Int> {
        let line = lineIndex(of: offset)
        let start = lineStarts[line]
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    private func clamped(_ offset: Int) -> Int { min(max(offset, 0), bytes.count) }

    private func lineIndex(of offset: Int) -> Int {
        let offset = clamped(offset)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
