import Glibc
import NIOCore
import Synchronization

/// Counts the connections of a socket, and the memory of their requests.
final class Admission: Sendable {
    private struct State {
        var open = 0
        var ofUser: [uid_t: Int] = [:]
    }

    private let limits: ControlLimits
    private let state = Mutex(State())

    init(_ limits: ControlLimits) { self.limits = limits }

    /// Counts a connection until it ends.
    ///
    /// - Returns: false if there are too many; then it is not counted.
    func admit(_ channel: any Channel, of user: uid_t) -> Bool {
        let isAdmitted = state.withLock { state in
            let count = state.ofUser[user, default: 0]
            guard state.open < limits.connections, user == 0 || count < limits.connectionsOfUser else { return false }
            state.open += 1
            state.ofUser[user] = count + 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { [self] _ in leave(user) } }
        return isAdmitted
    }

    private func leave(_ user: uid_t) {
        state.withLock { state in
            state.open -= 1
            let count = state.ofUser[user, default: 1] - 1
            state.ofUser[user] = count > 0 ? count : nil
        }
    }
}

/// Bytes that may be held at a time, by all requests together.
final class ByteBudget: Sendable {
    private let free: Mutex<Int>

    init(_ bytes: Int) { free = Mutex(bytes) }

    /// - Returns: false, with nothing taken, if fewer bytes are free.
    func take(_ bytes: Int) -> Bool {
        free.withLock { free in
            guard free >= bytes else { return false }
            free -= bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) { free.withLock { $0 += bytes } }
}
