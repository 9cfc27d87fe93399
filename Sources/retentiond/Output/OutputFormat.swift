import ArgumentParser
import Retention

/// The format of a command's data.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

/// The same for output that is not a list of rows.
enum TextFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json
}

/// Values as JSON text, the same bytes for the same value.
enum JSONOutput {
    static func text(_ value: some Encodable) -> String { JSONWriter.text(value, isIndented: true) }

    /// Writes a string as JSON text, as `text` does.
    static func append(_ string: String, to text: inout [UInt8]) {
        let isDone = string.utf8.withContiguousStorageIfAvailable { utf8 in
            // Printable ASCII without quotes and backslashes, as nearly every string is.
            var others: UInt64 = 0
            EightBytes.forEach(UnsafeRawBufferPointer(utf8)) { eight in
                others |=
                    EightBytes.findingOdd(in: eight) | EightBytes.finding("\"", in: eight)
                    | EightBytes.finding("\\", in: eight)
            }
            guard !EightBytes.isFound(others) else { return false }
            text.append(UInt8(ascii: "\""))
            text.append(contentsOf: utf8)
            text.append(UInt8(ascii: "\""))
            return true
        }
        if isDone != true { text += self.text(string).utf8 }
    }

    /// Writes JSON text as it is.
    @inline(__always)
    static func append(literal json: StaticString, to text: inout [UInt8]) {
        text.append(contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }
}
