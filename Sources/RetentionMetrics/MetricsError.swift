import Glibc

/// Why metrics can't be served.
package enum MetricsError: Error, Sendable, CustomStringConvertible {
    case cannotWrite(path: String, reason: String)
    case cannotListen(MetricsAddress, reason: String)

    package var description: String {
        switch self {
        case .cannotWrite(let path, let reason): "the metrics file \(path) can't be written: \(reason)"
        case .cannotListen(let address, let reason): "metrics can't be served at \(address): \(reason)"
        }
    }
}

/// The system's text for the error of the last call.
func systemReason() -> String { String(cString: strerror(errno)) }
