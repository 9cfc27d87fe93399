/// Why a call to the portal failed. Never holds the portal's own text, which is localized, may leak stack traces, and means
/// nothing to a program (docspace-api.md §2).
package enum DocSpaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 401: no such key, expired, deactivated, or its user is disabled.
    case unauthorized
    /// 403: no right, wrong scope, address not allowed, portal busy with a backup; the portal doesn't say which.
    case forbidden
    /// 404: the item doesn't exist, or the whole portal is unknown or suspended.
    case notFound
    /// 402: unpaid or over quota.
    case paymentRequired
    /// Another 4xx: the request itself is refused.
    case refused(status: Int)
    /// 429, with the seconds the portal asked us to wait, if it did.
    case throttled(retryAfterSeconds: Int?)
    /// Not sent: the changes of the last day have reached our own limit (`WriteBudget`).
    case writesUsedUp(retryAfterSeconds: Int)
    /// 5xx.
    case server(status: Int, retryAfterSeconds: Int?)
    /// 3xx: never followed, because the key must not travel to another host.
    case redirected(status: Int)
    /// No connection was made, so the request was never sent.
    case unreachable(String)
    /// The connection broke after the request was (perhaps partly) sent.
    case interrupted(String)
    /// No complete answer in time.
    case timedOut
    case responseTooLarge(limitBytes: Int)
    /// An answer in another form than the portal's: HTML, cut JSON, a missing part.
    case malformed(String)
    /// An answer that may repeat an earlier state, and so proves nothing.
    case stale(String)
    case cancelled

    /// The error for an answer with a status from 300 on.
    ///
    /// - Parameter retryAfter: the header as sent; anything but a number of seconds counts as absent.
    package init(status: Int, retryAfter: String?) {
        let seconds = retryAfter.flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        self =
            switch status {
            case 401: .unauthorized
            case 402: .paymentRequired
            case 403: .forbidden
            case 404: .notFound
            case 429: .throttled(retryAfterSeconds: seconds)
            case 300..<400: .redirected(status: status)
            case 500...: .server(status: status, retryAfterSeconds: seconds)
            default: .refused(status: status)
            }
    }

    /// Whether the same request may succeed later without anybody changing anything.
    package var isTransient: Bool {
        switch self {
        case .throttled, .writesUsedUp, .server, .unreachable, .interrupted, .timedOut, .malformed, .stale: true
        case .unauthorized, .forbidden, .notFound, .paymentRequired, .refused, .redirected, .responseTooLarge,
            .cancelled:
            false
        }
    }

    /// Whether one entry of a page may be the reason, so that a smaller page may come (docspace-api.md §3).
    var mayBeOfOneEntry: Bool {
        switch self {
        case .server, .notFound, .timedOut, .interrupted, .responseTooLarge: true
        default: false
        }
    }

    /// Whether it is certain that the portal did nothing: the request was never sent. No answer excludes an effect, because a
    /// gateway may pass a request on and answer for the portal.
    package var excludesEffect: Bool {
        switch self {
        case .writesUsedUp, .unreachable: true
        case .unauthorized, .forbidden, .notFound, .paymentRequired, .refused, .throttled, .redirected, .server,
            .interrupted, .timedOut, .responseTooLarge, .malformed, .stale, .cancelled:
            false
        }
    }

    /// Whether the portal, or a limiter in front of it, answers that there were too many requests.
    var asksForFewerRequests: Bool {
        switch self {
        case .throttled, .server(status: 503, _): true
        default: false
        }
    }

    /// How long the portal asked us to wait, in seconds.
    package var retryAfterSeconds: Int? {
        switch self {
        case .throttled(let seconds), .server(_, let seconds): seconds
        case .writesUsedUp(let seconds): seconds
        default: nil
        }
    }

    package var description: String {
        switch self {
        case .unauthorized: "the portal refused the key (401)"
        case .forbidden: "the portal denied access (403)"
        case .notFound: "the portal answered \"not found\" (404)"
        case .paymentRequired: "the portal is unpaid or over its quota (402)"
        case .refused(let status): "the portal refused the request (\(status))"
        case .throttled(let seconds):
            "the portal asks for fewer requests (429\(seconds.map { ", wait \($0) s" } ?? ""))"
        case .writesUsedUp(let seconds):
            "pace.writesPerDay is used up; changes continue in about \((seconds + 3599) / 3600) h"
        case .server(let status, _): "the portal or its gateway failed (\(status))"
        case .redirected(let status): "the portal redirected to another address (\(status)), which is not followed"
        case .unreachable(let reason): "no connection to the portal: \(reason)"
        case .interrupted(let reason): "the connection broke: \(reason)"
        case .timedOut: "the portal did not answer in time"
        case .responseTooLarge(let limit): "the portal's answer is longer than \(limit) bytes"
        case .malformed(let reason): "the portal's answer makes no sense: \(reason)"
        case .stale(let reason):
            "a proxy or cache in front of the portal answered, and its answer may be old: \(reason)"
        case .cancelled: "stopped"
        }
    }
}
