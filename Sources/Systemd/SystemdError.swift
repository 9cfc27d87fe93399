import Glibc

/// A call to libsystemd or the kernel that failed.
package struct SystemdError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The calls of this module that can fail, by their C names.
    package enum Call: String, Sendable, CaseIterable {
        case connect
        case poll
        case socket
        case sdJournalAddMatch = "sd_journal_add_match"
        case sdJournalEnumerateData = "sd_journal_enumerate_data"
        case sdJournalGetCursor = "sd_journal_get_cursor"
        case sdJournalGetData = "sd_journal_get_data"
        case sdJournalGetRealtime = "sd_journal_get_realtime_usec"
        case sdJournalNext = "sd_journal_next"
        case sdJournalOpen = "sd_journal_open"
        case sdJournalOpenDirectory = "sd_journal_open_directory"
        case sdJournalOpenNamespace = "sd_journal_open_namespace"
        case sdJournalPrevious = "sd_journal_previous"
        case sdJournalSeekHead = "sd_journal_seek_head"
        case sdJournalSeekRealtime = "sd_journal_seek_realtime_usec"
        case sdJournalSeekTail = "sd_journal_seek_tail"
        case sdJournalSend = "sd_journal_sendv"
        case sdJournalSetDataThreshold = "sd_journal_set_data_threshold"
        case sdJournalWait = "sd_journal_wait"
        case sdListenFDs = "sd_listen_fds"
        case sdNotify = "sd_notify"
        case sdWatchdogEnabled = "sd_watchdog_enabled"
    }

    /// The call that failed.
    package let call: Call

    /// Its errno, positive, as in errno(3).
    package let errno: Int32

    /// Names a failed call; a negative `errno`, as libsystemd returns it, is made positive.
    package init(_ call: Call, errno: Int32) {
        self.call = call
        self.errno = Int32(clamping: errno.magnitude)
    }

    /// One sentence without trailing period, such as `connect failed: Connection refused (errno 111)`.
    package var description: String {
        var text = [CChar](repeating: 0, count: 256)
        let code = strerror_r(errno, &text, text.count)
        guard code == 0 else { return "\(call.rawValue) failed: errno \(errno)" }
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return "\(call.rawValue) failed: \(String(decoding: bytes, as: UTF8.self)) (errno \(errno))"
    }
}

/// Checks the return code of a libsystemd call.
///
/// - Returns: the code, zero or positive.
/// - Throws: `SystemdError` for a negative code, which is a negated errno.
@discardableResult
func checked(_ call: SystemdError.Call, _ code: Int32) throws(SystemdError) -> Int32 {
    guard code >= 0 else { throw SystemdError(call, errno: code) }
    return code
}

/// Repeats a libsystemd call for as long as a signal interrupts it; such a call sent nothing.
func retryingInterrupts(_ body: () -> Int32) -> Int32 {
    while true {
        let code = body()
        if code != -EINTR { return code }
    }
}
