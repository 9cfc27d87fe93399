import Glibc
import Systemd
import Testing

@Suite struct JournalPresenceTests {
    private static func path(_ name: String) -> String { "/tmp/retentiond-presence-\(getpid())-\(name)" }

    @Test func `is present while something listens`() throws {
        let presence = JournalPresence(socketPath: Self.path("listening"))
        do {
            let journal = try DatagramSocket(at: presence.socketPath)
            try presence.check()
            #expect(presence.isPresent)
            #expect(try journal.queued() == nil, "the question itself must send nothing")
        }
        #expect(!presence.isPresent)
    }

    /// As if journald hung: the kernel keeps some datagrams for it, and then a sender waits without end.
    @Test func `is absent while nothing is taken`() throws {
        let presence = JournalPresence(socketPath: Self.path("hung"), patience: .milliseconds(50))
        let journal = try DatagramSocket(at: presence.socketPath)
        try DatagramSocket.fill(presence.socketPath)
        #expect(throws: SystemdError(.poll, errno: ETIMEDOUT)) { try presence.check() }
        while try journal.queued() != nil {}
        try presence.check()
    }

    @Test func `is absent without a socket`() {
        let presence = JournalPresence(socketPath: Self.path("nothing"))
        #expect(throws: SystemdError(.connect, errno: ENOENT)) { try presence.check() }
    }

    @Test func `is absent behind a socket nobody holds`() throws {
        let stale = Self.path("stale")
        do {
            let socket = try DatagramSocket(at: Self.path("held"))
            link(Self.path("held"), stale)
            _ = consume socket
        }
        defer { unlink(stale) }
        #expect(throws: SystemdError(.connect, errno: ECONNREFUSED)) { try JournalPresence(socketPath: stale).check() }
    }

    @Test(arguments: ["", "/tmp/a\0b", "/" + String(repeating: "x", count: 200)])
    func `is absent where no socket can be`(path: String) {
        #expect(throws: SystemdError(.connect, errno: ENAMETOOLONG)) { try JournalPresence(socketPath: path).check() }
    }
}
