import Logging
import Systemd

/// Where the service's own words go: native records when systemd connected standard error to the journal.
enum ServiceLog {
    static func bootstrap() {
        if JournalStream.isStandardError, JournalPresence().isPresent {
            LoggingSystem.bootstrap { label in
                var handler = JournalLogHandler(label: label, identifier: "retentiond")
                // What is merely informative has its audit record beside it.
                handler.logLevel = .notice
                return handler
            }
        } else {
            LoggingSystem.bootstrap { _ in StderrLogHandler() }
        }
    }
}
