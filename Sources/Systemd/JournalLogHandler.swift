package import Logging
import Platform

/// A swift-log handler that writes structured records to the journal.
///
/// `MESSAGE` is one line with message and metadata. In addition each metadata value has its own field, unescaped: with
/// the identifier `retentiond`, `sweep.id` becomes `RETENTIOND_SWEEP_ID`. A key that gives no valid field name is only
/// in `MESSAGE`. `LOGGER` holds the logger's label.
package struct JournalLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let identifier: String
    private let fieldPrefix: String
    private let sink: @Sendable (JournalRecord) -> Void

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - label: the logger's.
    ///   - identifier: sent as `SYSLOG_IDENTIFIER`; in capitals also the prefix of the fields.
    ///   - metadataProvider: called for more metadata at each event.
    ///   - sink: takes the records, on the thread that logs.
    package init(
        label: String,
        identifier: String,
        metadataProvider: Logger.MetadataProvider? = nil,
        sink: @escaping @Sendable (JournalRecord) -> Void = Self.writeToJournal
    ) {
        self.label = label
        self.identifier = identifier
        self.fieldPrefix = (JournalField.Name(key: identifier)?.description).map { "\($0)_" } ?? ""
        self.metadataProvider = metadataProvider
        self.sink = sink
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = LogLine(event, base: metadata, provider: metadataProvider)
        var fields = [
            JournalField(.syslogIdentifier, identifier),
            JournalField("LOGGER", label),
            JournalField("CODE_FILE", event.file),
            JournalField("CODE_LINE", event.line),
            JournalField("CODE_FUNC", event.function),
        ]
        for (key, value) in line.metadata {
            guard let name = JournalField.Name(prefix: fieldPrefix, key: key) else { continue }
            fields.append(JournalField(name, value.fitForField()))
        }
        sink(JournalRecord(line.text.fitForField(), priority: JournalPriority(event.level), fields: fields))
    }

    /// Writes a record to the system's journal or, if there is none, its line to standard error.
    package static let writeToJournal: @Sendable (JournalRecord) -> Void = { record in
        do {
            // A record outside the audit trail must delay nothing.
            let presence = JournalPresence(patience: .milliseconds(100))
            if try JournalWriter(presence: presence).write(record) == .sent { return }
            StandardError.write("\(record.message)\n")
        } catch {
            StandardError.write("\(record.message) (\(error))\n")
        }
    }
}

extension JournalPriority {
    /// The severity of a log level; trace and debug share one, because the journal has no level below debug.
    package init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace, .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}
