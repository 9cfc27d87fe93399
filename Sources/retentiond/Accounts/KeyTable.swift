import DocSpace
import Retention

/// A file with the keys of accounts, as exported from a spreadsheet: `name,key` or `portal,name,key` in each row.
struct KeyTable {
    struct Row: Sendable {
        /// As a spreadsheet counts: the header, if there is one, is row 1.
        let number: Int
        let portal: String?
        let name: String
        let key: APIKey
        let keyBytes: [UInt8]
    }

    /// A problem of a row. Never contains its content, which may be a key.
    struct RowError: Error {
        let row: Int
        let reason: String
    }

    private(set) var rows: [Row] = []
    private(set) var problems: [RowError] = []

    /// Reads all rows, so that all problems are found.
    init(_ text: String) {
        let separator: Character = text.prefix { !$0.isNewline }.contains(",") ? "," : ";"
        let records = Self.records(text, separator)
        for (index, record) in records.enumerated() {
            let fields = record.map(\.trimmed)
            let number = index + 1
            if fields.allSatisfy(\.isEmpty) { continue }
            if index == 0, [["name", "key"], ["portal", "name", "key"]].contains(fields.map { $0.lowercased() }) {
                continue
            }
            guard fields.count == 2 || fields.count == 3 else {
                problems.append(
                    RowError(
                        row: number,
                        reason: "expected name,key or portal,name,key, found \(counted(fields.count, "field"))"))
                continue
            }
            let (name, key) = (fields[fields.count - 2], fields[fields.count - 1])
            do throws(APIKeyError) {
                rows.append(
                    Row(
                        number: number, portal: fields.count == 3 && !fields[0].isEmpty ? fields[0] : nil, name: name,
                        key: try APIKey(key), keyBytes: Array(key.utf8)))
            } catch {
                problems.append(RowError(row: number, reason: "the last field is not an API key: \(error)"))
            }
        }
    }

    /// Records of RFC 4180: fields may be in quotes, and a quote inside is doubled.
    private static func records(_ text: String, _ separator: Character) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        var characters = text.drop { $0 == "\u{FEFF}" }[...]
        while let character = characters.popFirst() {
            if isQuoted {
                if character != "\"" {
                    field.append(character)
                } else if characters.first == "\"" {
                    field.append(characters.removeFirst())
                } else {
                    isQuoted = false
                }
            } else if character == "\"", field.isEmpty {
                isQuoted = true
            } else if character == separator {
                record.append(field)
                field = ""
            } else if character.isNewline {
                records.append(record + [field])
                (record, field) = ([], "")
            } else {
                field.append(character)
            }
        }
        if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
        return records
    }
}
