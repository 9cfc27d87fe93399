import Testing

/// The situations of `Scripts`, one a file: adding one needs no Swift (docs/internals/requests.md).
@Suite struct RequestScriptTests {
    @Test(arguments: RequestScript.names) func `ends as it says`(name: String) {
        let script = RequestScript(name)
        #expect(script.played == script.written)
    }

    @Test func `there are scripts`() { #expect(RequestScript.names.count >= 20) }
}
