import Testing

@testable import retentiond

@Suite("Texts that init writes") struct InitTextTests {
    @Test(arguments: [
        ("legal", true), ("a-2", true), ("abcdefghij0123456789", true), ("abcdefghij0123456789x", false),
        ("a.b", false), ("Legal", false), ("a_b", false), ("", false), ("ä", false),
    ])
    func `systemd makes a user of an instances name`(_ name: String, _ isFine: Bool) {
        #expect((InstanceName.objection(to: name) == nil) == isFine)
        #expect(("retentiond-" + name).utf8.count <= 31 || !isFine)
    }

    /// `%h` in a path would become the home of root.
    @Test func `a unit file holds a path as it is`() {
        #expect(UnitText.of("/srv/100%/my keys/a") == "/srv/100%%/my keys/a")
        #expect(UnitText.holds("/srv/100%/my keys"))
        for path in ["/a\nExecStart=/b", "/a\\", "/a ", "/\u{7F}"] { #expect(!UnitText.holds(path), "\(path)") }
    }

    @Test(arguments: [
        ("/etc/a.json", "/etc/a.json"), ("/my keys/a", "'/my keys/a'"), ("it's", "'it'\\''s'"), ("", "''"),
    ])
    func `a shell takes a word as it is`(_ word: String, _ quoted: String) {
        #expect(ShellWord.of(word) == quoted)
    }
}
