import Glibc
import Logging
import NIOPosix
import RetentionControl
import RetentionEngine
import Systemd

/// The control sockets of the service, if systemd passed any.
struct ControlSockets {
    /// The rights of each socket, by the name that its unit gives: `FileDescriptorName=`.
    private static let access: [String: ControlRequest.Access] = ["control": .control, "control-read": .read]

    private let listeners: [ControlServer.Listener]

    /// Takes the sockets that were passed.
    ///
    /// - Throws: `CommandError` (78) for one that isn't a local socket with one of the names: its users are unknown.
    init() throws(CommandError) {
        let sockets: [ListeningSocket]
        do throws(SystemdError) { sockets = try ListeningSocket.passed() } catch {
            throw CommandError(
                .badConfiguration, "the sockets of the environment make no sense: \(error)",
                hint: "unset LISTEN_FDS and LISTEN_PID, or let systemd set them")
        }
        var listeners: [ControlServer.Listener] = []
        for socket in sockets {
            guard let access = Self.access[socket.name] else {
                throw CommandError(
                    .badConfiguration, "systemd passes a socket with the unknown name \"\(socket.name)\"",
                    hint: "FileDescriptorName= must be control or control-read")
            }
            guard socket.isUnixStream else {
                throw CommandError(
                    .badConfiguration,
                    "the socket \(socket.name) is not a local stream socket, so clients can't be identified",
                    hint: "ListenStream= must be a path")
            }
            listeners.append(.init(descriptor: socket.descriptor, access: access))
        }
        self.listeners = listeners
    }

    var isEmpty: Bool { listeners.isEmpty }

    /// Starts serving. Nothing else of the service depends on it: a failure is logged.
    func serve(_ control: ControlService, _ log: Logger) async -> ControlServer? {
        guard !isEmpty else { return nil }
        control.writers.start()
        do { return try await ControlServer.start(listeners) { await control.respond(to: $0, $1) } } catch {
            log.error("the control sockets can't be served", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
