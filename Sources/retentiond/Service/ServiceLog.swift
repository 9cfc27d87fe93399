import Logging
import Platform
import Systemd

/// The service's own log: native records if systemd connected standard error to the journal.
enum ServiceLog {
    static func bootstrap() {
        if JournalStream.isStandardError, JournalPresence().isPresent {
            LoggingSystem.bootstrap { label in
                var handler = JournalLogHandler(label: label, identifier: "retentiond")
                // Informative messages have an audit record of the same event.
                handler.logLevel = .notice
                return handler
            }
        } else {
            LoggingSystem.bootstrap { _ in StderrLogHandler() }
        }
    }
}
