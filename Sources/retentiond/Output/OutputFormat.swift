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
