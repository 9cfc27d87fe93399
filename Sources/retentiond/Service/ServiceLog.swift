import Logging
import Systemd

/// Where the service's own words go: native records when systemd connected standard error to the journal.
enum ServiceLog {
    static func bootstrap() {
        if JournalStream.isStandardError, JournalPresence().isPresent {
            LoggingSystem.bootstrap { JournalLogHandler(label: $0, identifier: "retentiond") }
        } else {
            LoggingSystem.bootstrap { _ in StderrLogHandler() }
        }
    }
}
