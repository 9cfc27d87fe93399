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
        let safe = text.unicodeScalars.first.map(beginsFormula) == true ? "'" + text : text
        guard safe.utf8.contains(where: needsQuotes) else { return safe }
        var quoted = "\""
        // By scalars: a quote stays one when an accent follows it.
        for scalar in safe.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        quoted.unicodeScalars.append("\"")
        return quoted
    }

    private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "'"), 0x0D, 0x0A: true
        default: false
        }
    }
}
