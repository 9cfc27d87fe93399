import Foundation

/// One line of an `--audit-log` file.
package struct AuditLine: Sendable, Hashable {
    /// All fields as written.
    package let fields: [String: String]

    package init(fields: [String: String]) {
        self.fields = fields
    }

    package subscript(name: String) -> String? { fields["RETENTIOND_\(name)"] }

    package var event: String { self["EVENT"] ?? "" }
    package var reason: String? { self["REASON"] }
    /// As `file:101`; nil for records about no item.
    package var item: String? {
        self["ITEM_KIND"].flatMap { kind in self["ITEM_ID"].map { "\(kind):\($0)" } }
    }
}

/// Reads audit files.
package enum AuditLog {
    package struct ParseError: Error, CustomStringConvertible {
        package let description: String
    }

    /// The lines in the order written; none if there is no file.
    ///
    /// - Throws: `ParseError` for a line that isn't an object of strings.
    package static func lines(at path: String) throws -> [AuditLine] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return try data.split(separator: UInt8(ascii: "\n")).map { line in
            guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(line)) else {
                throw ParseError(description: "no audit record: \(String(decoding: line, as: UTF8.self))")
            }
            return AuditLine(fields: fields)
        }
    }
}

extension [AuditLine] {
    /// Items of the records of one event, in order, with repetitions.
    package func items(_ event: String) -> [String] {
        filter { $0.event == event }.compactMap(\.item)
    }

    /// Events about one item, in order.
    package func events(about item: String) -> [String] {
        filter { $0.item == item }.map(\.event)
    }
}
