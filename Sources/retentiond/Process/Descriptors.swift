import Dispatch
import Glibc

/// The files that the process may have open at once.
///
/// libdispatch opens one for its timers when the first is set. Where it can't, no timer of the process ever fires and every
/// wait lasts for ever, without a word: seen with `ulimit -n 13`.
enum Descriptors {
    /// What a sweep of a few accounts needs, twice over. Each account takes up to five: its lock, and its connections.
    static let needed = 64

    /// Takes what the timers need while it can be had.
    ///
    /// - Throws: `CommandFailure` (75) when the system doesn't let the process open as many files as it needs.
    static func secure() throws(CommandFailure) {
        guard let missing = obstacle() else {
            // The file stays open when its timer has fired.
            DispatchQueue(label: "retentiond.first-timer").asyncAfter(deadline: .now() + .milliseconds(1)) {}
            return
        }
        throw CommandFailure(
            .temporaryFailure, "\(needed) more files can't be opened: \(missing)",
            hint: "raise the limit: `ulimit -n` in a shell, LimitNOFILE= in the unit")
    }

    /// Why so many can't be opened, in the system's words; nil if they can.
    private static func obstacle() -> String? {
        var taken: [CInt] = []
        defer { for descriptor in taken { close(descriptor) } }
        while taken.count < needed {
            let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return String(cString: strerror(errno)) }
            taken.append(descriptor)
        }
        return nil
    }
}
