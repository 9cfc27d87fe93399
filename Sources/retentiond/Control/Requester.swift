import Glibc
import RetentionControl
import RetentionEngine

/// Who asks over a control socket, by the kernel's word alone: nothing that a client sends is believed.
struct Requester {
    /// The user's number: as `Operator.user`, of the process that connected.
    let user: uid_t
    /// As audit records name operators.
    let name: String
    /// Whether nobody else can be behind it.
    let isCertain: Bool

    /// Nil when the kernel doesn't tell: to a process in a user namespace, other users are all the same.
    init?(_ peer: Peer) { self.init(peer, usersAreDistinct: UserNamespace.tellsUsersApart(peer.user)) }

    init?(_ peer: Peer, usersAreDistinct: Bool) {
        guard usersAreDistinct else { return nil }
        let login = Self.login(peer)
        user = login ?? peer.user
        // Whoever became root by sudo may have made the plan that is to be approved.
        isCertain = peer.user != 0 || login != nil
        name = Operator.text(user: user, acting: peer.user)
    }

    /// The user who logged in. Nil when that isn't known, or the process has ended meanwhile: another one may have its number.
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
    /// Whom the kernel shows in place of a user that it can't name: /proc/sys/kernel/overflowuid.
    private static let overflowUser: uid_t = 65_534

    /// Whether a number that the kernel gives stands for one user.
    static func tellsUsersApart(_ user: uid_t) -> Bool { user != overflowUser || isInitial(map) }

    /// - Parameter map: lines of `uid_map` as user_namespaces(7) describes them.
    static func isInitial(_ map: String) -> Bool {
        map.split(whereSeparator: \.isWhitespace).map(String.init) == ["0", "0", "4294967295"]
    }

    private static let map =
        (try? SmallFile.read("/proc/self/uid_map", limit: 4096).bytes)
        .map { String(decoding: $0, as: UTF8.self) } ?? ""
}
