import Glibc
import Testing

/// An empty `/run` and `/var/log` for one test, so that it may play the journal at its one fixed path without affecting
/// others.
enum PrivateRun {
    struct SystemCallError: Error {
        var call: String
        var errno: Int32
    }

    /// The text for a skipped test.
    static let requirement: Comment = "needs CAP_SYS_ADMIN for a mount namespace of its own"

    /// Whether this process may make mount namespaces; found out without making one.
    static let isPossible: Bool = {
        guard let status = readFile("/proc/self/status") else { return false }
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let digits = line?.split(separator: "\t").last ?? ""
        let sysAdmin: UInt64 = 1 << 21
        return (UInt64(digits, radix: 16) ?? 0) & sysAdmin != 0
    }()

    /// Gives the calling thread, and processes it starts, an empty `/run` and `/var/log`. Only in an exit test, and
    /// without suspending afterwards: other threads keep the usual ones.
    static func enter() throws {
        // The Glibc module does not show unshare(2).
        guard let symbol = dlsym(nil, "unshare") else { throw SystemCallError(call: "dlsym", errno: ENOSYS) }
        let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
        let newMountNamespace: Int32 = 0x0002_0000
        try check("unshare", unshare(newMountNamespace))
        try check("mount /", mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil))
        try check("mount /run", mount("tmpfs", "/run", "tmpfs", 0, nil))
        try check("mount /var/log", mount("tmpfs", "/var/log", "tmpfs", 0, nil))
        try check("mkdir", mkdir("/run/systemd", 0o755))
    }

    /// A small text file, nil when it cannot be read.
    static func readFile(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func check(_ call: String, _ code: Int32) throws {
        guard code == 0 else { throw SystemCallError(call: call, errno: errno) }
    }
}
