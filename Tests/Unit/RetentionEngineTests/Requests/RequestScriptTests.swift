import Testing

/// The situations of `Scripts`, one a file: adding one needs no Swift (docs/internals/requests.md).
@Suite struct RequestScriptTests {
    @Test(arguments: RequestScript.names) func endsAsItSays(name: String) {
        let script = RequestScript(name)
        #expect(script.played == script.written)
    }

    @Test func thereAreScripts() { #expect(RequestScript.names.count >= 20) }
}
