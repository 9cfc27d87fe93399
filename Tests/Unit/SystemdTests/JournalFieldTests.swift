import Systemd
import Testing

@Suite struct JournalFieldTests {
    @Test(arguments: [
        "A", "MESSAGE", "RETENTIOND_ITEM_ID", "A1", "A_", "Z__9",
        String(repeating: "A", count: 64),
    ])
    func `accepts what journald accepts`(name: String) {
        #expect(JournalField.Name(validating: name)?.description == name)
    }

    @Test(arguments: [
        ("empty", ""),
        ("leading underscore is journald's own", "_PID"),
        ("leading digit", "1A"),
        ("lower case", "Message"),
        ("separator", "A=B"),
        ("newline", "A\nB"),
        ("trailing newline", "A\n"),
        ("NUL", "A\0"),
        ("space", "A B"),
        ("dash", "A-B"),
        ("dot", "A.B"),
        ("letter beyond ASCII", "ÄB"),
        ("combining mark", "A\u{301}"),
        ("look-alike", "\u{0410}B"),
        ("65 characters", String(repeating: "A", count: 65)),
    ])
    func `refuses what journald drops`(name: String, text: String) {
        #expect(JournalField.Name(validating: text) == nil)
    }

    @Test(arguments: [
        ("sweep.id", "RETENTIOND_SWEEP_ID"),
        ("ahc-request-id", "RETENTIOND_AHC_REQUEST_ID"),
        ("_private", "RETENTIOND__PRIVATE"),
        ("1st", "RETENTIOND_1ST"),
        ("itemTitle", "RETENTIOND_ITEMTITLE"),
        ("", nil),
        ("größe", nil),
        ("a=b", nil),
        ("a\nb", nil),
        (String(repeating: "k", count: 53), "RETENTIOND_" + String(repeating: "K", count: 53)),
        (String(repeating: "k", count: 54), nil),
    ])
    func `makes names of keys`(key: String, expected: String?) {
        #expect(JournalField.Name(prefix: "RETENTIOND_", key: key)?.description == expected)
    }

    @Test func `keeps any bytes`() {
        let bytes: [UInt8] = [0x0A, 0x00, 0xFF, 0x3D]
        #expect(JournalField("A", bytes: bytes).value == bytes)
        #expect(JournalField("A", -42).value == Array("-42".utf8))
        #expect(JournalField("A", "ü").value == [0xC3, 0xBC])
    }

    @Test func `traps on an invalid literal`() async {
        await #expect(processExitsWith: .failure) {
            _ = JournalField("lower", "")
        }
    }
}
