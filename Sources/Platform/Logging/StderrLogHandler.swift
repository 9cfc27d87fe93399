import Glibc
package import Logging

/// A swift-log handler for people: `level: message key=value` on one line of standard error.
///
/// Control characters are escaped, so no logged text can forge a line or control the terminal.
package struct StderrLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let sink: @Sendable (String) -> Void

    /// Creates a handler.
    ///
    /// - Parameters:
    ///   - metadataProvider: called for more metadata at each event.
    ///   - sink: takes each line with its newline, on the thread that logs.
    package init(
        metadataProvider: Logger.MetadataProvider? = nil,
        sink: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.metadataProvider = metadataProvider
        self.sink = sink
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let line = LogLine(event, base: metadata, provider: metadataProvider)
        sink("\(event.level): \(line.text.fitForField())\n")
    }
}

/// Standard error, unbuffered.
package enum StandardError {
    /// Writes text with as few write(2) calls as the kernel allows, usually one, so that lines do not interleave.
    ///
    /// Text that cannot be written is dropped: there is nowhere left to report it.
    @Sendable
    package static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
