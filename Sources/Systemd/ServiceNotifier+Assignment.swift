import Platform

extension ServiceNotifier {
    /// One notification to the service manager, see sd_notify(3) for each.
    package enum Assignment: Sendable, Equatable {
        /// `READY=1`: start-up or reload is finished.
        case ready
        /// `RELOADING=1` with `MONOTONIC_USEC=`: a reload began at this time of CLOCK_MONOTONIC.
        case reloading(monotonicMicroseconds: UInt64)
        /// `STOPPING=1`: the service begins to stop.
        case stopping
        /// `STATUS=`: one line for a person. Characters that would break the line become spaces; see
        /// `maximumStatusBytes`.
        case status(String)
        /// `EXTEND_TIMEOUT_USEC=`: rounded down to microseconds; a negative duration counts as zero.
        case extendTimeout(Duration)
        /// `WATCHDOG=1`: the service is alive and advancing.
        case watchdog
        /// `ERRNO=`: the errno(3) the service failed with, positive.
        case errno(Int)

        /// The longest status, in bytes of UTF-8; the rest is cut and marked by an ellipsis.
        package static let maximumStatusBytes = 512

        /// The text to send: no NUL, and newlines only between two assignments of one case.
        package var text: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
            case .stopping: "STOPPING=1"
            case .status(let line): "STATUS=" + line.onOneLine(maximumBytes: Self.maximumStatusBytes)
            case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(duration.wholeMicroseconds)"
            case .watchdog: "WATCHDOG=1"
            case .errno(let number): "ERRNO=\(number)"
            }
        }
    }
}

extension Duration {
    /// Rounded down to microseconds, zero when negative, `UInt64.max` when beyond it.
    var wholeMicroseconds: UInt64 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return .max }
        let (sum, carry) = scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000_000))
        return carry ? .max : sum
    }
}
