package import DocSpace
package import Retention
package import RetentionEngine

extension PortalError {
    /// A failed call, in the engine's terms.
    package init(_ error: DocSpaceError) {
        let kind: Kind =
            switch error {
            case .unauthorized: .keyRefused
            // A gateway's timeout proves nothing about the call.
            case .refused(status: 408): .unavailable
            case .forbidden, .paymentRequired, .refused: .denied
            case .notFound: .missing
            case .throttled, .writesUsedUp: .throttled
            case .server, .redirected, .unreachable, .interrupted, .timedOut, .responseTooLarge, .malformed, .stale:
                .unavailable
            case .cancelled: .cancelled
            }
        self.init(kind, excludesEffect: error.excludesEffect, error.description)
        retryAfter = error.retryAfterSeconds.map { .seconds($0) }
    }

    /// The failure of a call on which everything else depends: a denial or a "not found" then means the portal itself.
    package init(essential error: DocSpaceError) {
        let failure = PortalError(error)
        guard failure.kind == .denied || failure.kind == .missing else {
            self = failure
            return
        }
        let message =
            switch error {
            case .notFound: "the portal is unknown, suspended or removed (404)"
            case .forbidden:
                "the portal denies the trash though the key is valid (403): a backup or restore under way, this address not allowed, or no access to Documents"
            default: error.description
            }
        self.init(.unavailable, excludesEffect: true, message)
    }
}

extension EntryKey {
    package init(_ key: ItemKey) {
        self.init(key.kind == .file ? .file : .folder, key.id)
    }
}
