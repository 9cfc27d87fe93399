package import Glibc
import NIOCore

/// The process at the other end of a connection, as the kernel recorded it when it connected (unix(7)).
package struct Peer: Sendable {
    package let process: pid_t
    /// Its effective user.
    package let user: uid_t
    /// Distinguishes the process from a later one with the same number. Nil on kernels older than 6.5.
    private let handle: ProcessHandle?

    init(_ credentials: PeerCredentials, handle: ProcessHandle?) {
        process = credentials.process
        user = credentials.user
        self.handle = handle
    }

    /// Whether the kernel can confirm that `/proc` describes this process.
    package var hasHandle: Bool { handle != nil }

    /// Whether the process that connected still exists, so that no other has its number.
    package var isAlive: Bool { handle?.isAlive ?? false }

    /// The peer of an accepted connection.
    static func of(_ channel: any Channel) -> EventLoopFuture<Peer> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let credentials: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return credentials.flatMap { credentials in
            let descriptor: EventLoopFuture<CInt> = socket.unsafeGetSocketOption(
                level: .socket, name: NIOBSDSocket.Option(rawValue: ProcessHandle.peerOption))
            return descriptor.map { Peer(credentials, handle: ProcessHandle(owning: $0)) }
                .recover { _ in Peer(credentials, handle: nil) }
        }
    }
}

/// `struct ucred`, which Swift's module of the C library leaves out.
struct PeerCredentials: Sendable {
    let process: pid_t
    let user: uid_t
    let group: gid_t
}

/// A descriptor of a process (pidfd_open(2)).
final class ProcessHandle: Sendable {
    /// SO_PEERPIDFD
    static let peerOption: CInt = 77

    private let descriptor: CInt

    init(owning descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    var isAlive: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // It becomes readable when the process ends.
        return poll(&entry, 1, 0) == 0
    }
}
