import Retention
import RetentionEngine
import Time

/// Prints records one by one, in one of the formats.
final class AuditPrinter {
    private let format: OutputFormat
    private var table: AuditTable
    private(set) var count = 0

    init(format: OutputFormat, zone: TimeZoneRules) {
        self.format = format
        table = AuditTable(zone: zone, width: Console.outputWidth, hasColor: Console.outputHasColor)
        if format == .csv { Console.print(AuditEntry.csvHeader) }
    }

    func show(_ record: StoredRecord) {
        count += 1
        let entry = AuditEntry(record)
        switch format {
        case .json: Console.print(entry.json)
        case .csv: Console.print(entry.csv)
        case .table: for line in table.add(entry) { Console.print(line) }
        }
    }

    /// Prints the rows that were held back to find the widths of columns.
    func flush(expectsMore: Bool) {
        for line in table.flush(expectsMore: expectsMore) { Console.print(line) }
    }
}
