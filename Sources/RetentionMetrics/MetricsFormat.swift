/// The two text formats.
package enum MetricsFormat: Sendable, CaseIterable {
    /// OpenMetrics 1.0: https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
    case openMetrics
    /// Prometheus 0.0.4, the only one that node_exporter's textfile collector reads:
    /// https://prometheus.io/docs/instrumenting/exposition_formats/
    case classic

    package var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .classic: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// The format that a scraper prefers.
    ///
    /// - Parameter accept: the value of its `Accept` header, several joined by commas; nil for none.
    /// - Returns: `.classic` unless it prefers OpenMetrics: every scraper reads that, so none is refused.
    package init(accept: String?) {
        var openMetrics = 0.0
        var classic = 0.0
        for range in accept?.split(separator: ",") ?? [] {
            let range = MediaRange(range)
            switch range.type {
            case "application/openmetrics-text" where range.version == nil || range.version == "1.0.0":
                openMetrics = max(openMetrics, range.quality)
            case "text/plain" where range.version == nil || range.version == "0.0.4":
                classic = max(classic, range.quality)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= classic ? .openMetrics : .classic
    }

    /// One element of an `Accept` header (RFC 9110, section 12.5.1).
    private struct MediaRange {
        let type: String
        var version: String?
        /// 0…1; 0 also for an unreadable one.
        var quality = 1.0

        init(_ text: Substring) {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
            type = parts[0].lowercased()
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
                guard pair.count == 2 else { continue }
                switch pair[0].lowercased() {
                case "version": version = pair[1]
                case "q": quality = Double(pair[1]).flatMap { (0...1).contains($0) ? $0 : nil } ?? 0
                default: break
                }
            }
        }

        /// The text without blanks and quotes around it.
        private static func trimmed(_ text: Substring) -> String {
            let noise: Set<Character> = [" ", "\t", "\""]
            return String(text.drop { noise.contains($0) }.reversed().drop { noise.contains($0) }.reversed())
        }
    }
}
