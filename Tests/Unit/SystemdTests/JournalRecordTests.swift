import Systemd
import Testing

@Suite struct JournalRecordTests {
    @Test func `puts the well known fields first`() {
        let extra = JournalField("RETENTIOND_EVENT", "purged")
        let record = JournalRecord(
            "item purged", priority: .notice, messageID: "00000000000000000000000000000001", fields: [extra])
        #expect(
            record.allFields == [
                JournalField(.message, "item purged"),
                JournalField(.priority, "5"),
                JournalField(.messageID, "00000000000000000000000000000001"),
                extra,
            ])
        #expect(JournalRecord("", priority: .debug).allFields.map(\.name) == [.message, .priority])
    }

    @Test(arguments: [
        ("32 digits", "f77379a8490b408bbe5f6940505a777b", "f77379a8490b408bbe5f6940505a777b"),
        ("capitals", "F77379A8490B408BBE5F6940505A777B", "f77379a8490b408bbe5f6940505a777b"),
        ("UUID", "f77379a8-490b-408b-be5f-6940505a777b", "f77379a8490b408bbe5f6940505a777b"),
        ("31 digits", "f77379a8490b408bbe5f6940505a777", nil),
        ("33 digits", "f77379a8490b408bbe5f6940505a777b0", nil),
        ("no hexadecimal", "g77379a8490b408bbe5f6940505a777b", nil),
        ("dashes elsewhere", "f773-79a8490b408bbe5f6940505a777b", nil),
        ("full-width digits", "\u{FF11}77379a8490b408bbe5f6940505a777b", nil),
        ("all zeros", "00000000000000000000000000000000", nil),
        ("empty", "", nil),
    ])
    func `validates message IDs`(name: String, text: String, expected: String?) {
        #expect(JournalMessageID(validating: text)?.description == expected)
    }
}
