import Testing

@testable import RetentionEngine

/// Command lines that a person can copy.
@Suite struct InvocationTests {
    @Test func `without options a command is short`() {
        #expect(Invocation().command("sweep", "--account", "alice") == "retentiond sweep --account alice")
    }

    @Test func `carries policy and state directory`() {
        let invocation = Invocation(["--policy", "/etc/retentiond/b.json", "--state-directory", "/srv/state"])
        #expect(
            invocation.command("plan")
                == "retentiond plan --policy /etc/retentiond/b.json --state-directory /srv/state")
        #expect(
            invocation.confirmation(of: "bob").contains(
                "`retentiond sweep --account bob --confirm-limits --policy /etc/retentiond/b.json "
                    + "--state-directory /srv/state`"))
    }

    @Test(arguments: [
        ("Alice B", "'Alice B'"), ("it's", "'it'\\''s'"), ("$(id)", "'$(id)'"), ("", "''"), ("Zoë", "Zoë"),
        ("a;b", "'a;b'"),
    ])
    func `quotes for a shell`(name: String, quoted: String) {
        #expect(Invocation().command("plan", "--account", name) == "retentiond plan --account \(quoted)")
    }
}
