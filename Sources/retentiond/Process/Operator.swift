import FoundationEssentials
import Glibc
import Platform
import RetentionEngine

/// The user who runs a command, as the kernel reports; environment variables are ignored, because anybody can set one.
enum Operator {
    /// As audit records name operators: `alice (uid 1000)`, or `alice (uid 1000) as root` after sudo.
    ///
    /// Read before the process becomes another user.
    static var name: String { text(user: user, acting: getuid()) }

    /// The user's number: that of the login session, which stays the same through su and sudo; without a login, that of
    /// the process and, if that is root, of the nearest process above it of another user.
    static var user: uid_t { loginUser(of: "self") ?? (getuid() == 0 ? userAbove(getppid()) : getuid()) }

    /// - Parameters:
    ///   - user: the person.
    ///   - acting: the user whose rights the process has.
    static func text(user: uid_t, acting: uid_t) -> String {
        let name = login(user).map { "\($0) (uid \(user))" } ?? "uid \(user)"
        return user == acting ? name : "\(name) as \(login(acting) ?? "uid \(acting)")"
    }

    /// The login user of a process. Nil if nobody logged in, as in a container or for a service; (uid_t) -1 means that,
    /// too. Also nil if the process is hidden.
    static func loginUser(of process: String) -> uid_t? {
        guard let bytes = try? SmallFile.read("/proc/\(process)/loginuid", limit: 64).bytes,
            let user = uid_t(String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })
        else { return nil }
        return user == uid_t.max ? nil : user
    }

    /// The user of the first process that isn't root's, among a process and those above it. Root if all are root's.
    static func userAbove(_ first: pid_t) -> uid_t {
        var process = first
        // Bounded, because a reused process id could make a loop; no process has this many above it.
        for _ in 0..<64 where process > 1 {
            guard let status = ProcessStatus(of: process) else { return 0 }
            if status.realUser != 0 { return status.realUser }
            process = status.parent
        }
        return 0
    }

    private static func login(_ user: uid_t) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, let found, let name = found.pointee.pw_name
        else { return nil }
        return String(cString: name)
    }
}

extension PlanReport.Maker {
    /// The user of this process.
    static var current: Self { Self(uid: Operator.user, name: Operator.name) }
}

/// The status of a process from proc_pid_status(5).
struct ProcessStatus {
    let parent: pid_t
    let realUser: uid_t

    /// Nil if the process doesn't exist, or is hidden.
    init?(of process: pid_t) {
        guard let bytes = try? SmallFile.read("/proc/\(process)/status", limit: 1 << 16).bytes else { return nil }
        self.init(String(decoding: bytes, as: UTF8.self))
    }

    /// - Parameter text: lines of a name, a colon and values. A process chooses its own name, but can't put a line
    ///   break into it.
    init?(_ text: String) {
        // By bytes, because splitting by characters is slow.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"))
        guard let parent: pid_t = Self.first("PPid:", lines), let user: uid_t = Self.first("Uid:", lines) else {
            return nil
        }
        (self.parent, realUser) = (parent, user)
    }

    /// The first value after a name.
    private static func first<Number: FixedWidthInteger>(_ name: String, _ lines: [Substring.UTF8View]) -> Number? {
        guard let line = lines.first(where: { $0.starts(with: name.utf8) }) else { return nil }
        let values = line.dropFirst(name.utf8.count).split { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") }
        return values.first.flatMap { Number(Substring($0)) }
    }
}
