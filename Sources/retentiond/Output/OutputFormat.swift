import ArgumentParser
import FoundationEssentials
import Retention

/// How a command prints its data.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

/// The same for what is no list of rows.
enum TextFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json
}

/// Values as JSON text, the same bytes for the same value.
enum JSONOutput {
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        // Our own values always encode; a failure here is a bug worth a crash.
        return HarmlessText.escaped(json: String(decoding: try! encoder.encode(value), as: UTF8.self))
    }
}

/// Comma-separated values (RFC 4180) that a spreadsheet doesn't take for formulas.
enum CSVOutput {
    static func line(_ cells: [String]) -> String {
        cells.map { cell(HarmlessText.of($0)) }.joined(separator: ",") + "\r"
    }

    private static func cell(_ text: String) -> String {
        // A leading apostrophe keeps spreadsheets from computing; it is what they themselves do.
        let risky =
            text.unicodeScalars.first.map { "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) }
            ?? false
        let safe = risky ? "'" + text : text
        let needsQuotes = safe.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0x0D
                || byte == 0x0A
        }
        guard needsQuotes else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
