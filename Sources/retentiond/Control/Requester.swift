import Glibc
import Platform
import RetentionControl
import RetentionEngine

/// The user of a control socket, as the kernel reports: nothing that a client sends is trusted.
struct Requester {
    /// The user's number, like `Operator.user`, of the process that connected.
    let user: uid_t
    /// As audit records name operators.
    let name: String
    /// Whether it is certainly this person.
    let isCertain: Bool

    /// Nil if the kernel doesn't say: to a process in a user namespace, all other users look the same.
    init?(_ peer: Peer) { self.init(peer, usersAreDistinct: UserNamespace.distinguishesUsers(peer.user)) }

    init?(_ peer: Peer, usersAreDistinct: Bool) {
        guard usersAreDistinct else { return nil }
        let login = Self.login(peer)
        user = login ?? peer.user
        // A user who became root by sudo may have made the plan that needs approval.
        isCertain = peer.user != 0 || login != nil
        name = Operator.text(user: user, acting: peer.user)
    }

    /// The user who logged in. Nil if unknown, or if the process has ended meanwhile: another one may have its number.
    private static func login(_ peer: Peer) -> uid_t? {
        guard peer.hasHandle else { return nil }
        var login = Operator.loginUser(of: "\(peer.process)")
        if login == nil, peer.user == 0, let status = ProcessStatus(of: peer.process) {
            login = status.realUser == 0 ? Operator.userAbove(status.parent) : status.realUser
        }
        return peer.isAlive ? login : nil
    }
}

/// How the kernel shows other users to this process.
enum UserNamespace {
    /// The number that the kernel shows for a user that it can't name: /proc/sys/kernel/overflowuid.
    private static let overflowUser: uid_t = 65_534

    /// Whether a number from the kernel means exactly one user.
    static func distinguishesUsers(_ user: uid_t) -> Bool { user != overflowUser || isInitial(map) }

    /// - Parameter map: lines of `uid_map` as user_namespaces(7) describes them.
    static func isInitial(_ map: String) -> Bool {
        map.split(whereSeparator: \.isWhitespace).map(String.init) == ["0", "0", "4294967295"]
    }

    private static let map =
        (try? SmallFile.read("/proc/self/uid_map", limit: 4096).bytes)
        .map { String(decoding: $0, as: UTF8.self) } ?? ""
}
