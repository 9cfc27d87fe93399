package import Logging

/// A log event with all its metadata, and its one line for people.
package struct LogLine {
    /// The merged metadata, by key.
    package let metadata: [(key: String, value: String)]

    /// `message key=value …` on one line, keys in order; values are quoted and escaped where needed.
    package let text: String

    /// Merges metadata: the event's values win over the provider's, and these over the handler's.
    ///
    /// An error becomes `error.message` and `error.type`, as swift-log's own handler does.
    package init(_ event: LogEvent, base: Logger.Metadata, provider: Logger.MetadataProvider?) {
        var merged = base
        merged.merge(provider?.get() ?? [:]) { _, new in new }
        merged.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error {
            merged["error.message"] = "\(error)"
            merged["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        metadata = merged.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        let pairs = metadata.map { " \($0.key.escapedForLine())=\($0.value.quotedForPair())" }
        text = event.message.description.escapedForLine() + pairs.joined()
    }
}
