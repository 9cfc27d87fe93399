import CSystemd
import Glibc

/// A socket that systemd listens on and passed to this process: sd_listen_fds_with_names(3).
package struct ListeningSocket: Sendable {
    /// `FileDescriptorName=` of the socket unit; the unit's name if that is not set.
    package let name: String
    package let descriptor: CInt
    /// Whether it is a listening Unix stream socket, whose peers the kernel identifies.
    package let isUnixStream: Bool

    /// All sockets that were passed, in systemd's order. Removes them from the environment, so that no child process
    /// takes them for its own.
    ///
    /// - Throws: `SystemdError` if the environment is invalid.
    package static func passed() throws(SystemdError) -> [ListeningSocket] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = try checked(.sdListenFDs, sd_listen_fds_with_names(1, &names))
        defer {
            for index in 0..<Int(count) { free(names?[index]) }
            free(names)
        }
        return (0..<Int(count)).map { index in
            // SD_LISTEN_FDS_START
            let descriptor = CInt(3 + index)
            return ListeningSocket(
                name: names?[index].map { String(cString: $0) } ?? "", descriptor: descriptor,
                isUnixStream: sd_is_socket_unix(descriptor, CInt(SOCK_STREAM.rawValue), 1, nil, 0) > 0)
        }
    }
}
