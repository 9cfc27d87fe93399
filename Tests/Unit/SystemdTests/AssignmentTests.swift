import Systemd
import Testing

@Suite struct AssignmentTests {
    typealias Assignment = ServiceNotifier.Assignment

    @Test(arguments: [
        (Assignment.ready, "READY=1"),
        (.stopping, "STOPPING=1"),
        (.reloading(monotonicMicroseconds: 7), "RELOADING=1\nMONOTONIC_USEC=7"),
        (.watchdog, "WATCHDOG=1"),
        (.errno(2), "ERRNO=2"),
        (.status("next sweep at 10:00"), "STATUS=next sweep at 10:00"),
        (.status(""), "STATUS="),
        (.extendTimeout(.milliseconds(1500)), "EXTEND_TIMEOUT_USEC=1500000"),
        (.extendTimeout(.nanoseconds(1999)), "EXTEND_TIMEOUT_USEC=1"),
        (.extendTimeout(.seconds(-1)), "EXTEND_TIMEOUT_USEC=0"),
        (.extendTimeout(.seconds(Int64.max)), "EXTEND_TIMEOUT_USEC=18446744073709551615"),
    ])
    func `is written as the manual says`(assignment: Assignment, text: String) {
        #expect(assignment.text == text)
    }

    @Test(arguments: [
        ("newline cannot add an assignment", "idle\nWATCHDOG=trigger", "idle WATCHDOG=trigger"),
        ("Windows newline", "a\r\nb", "a  b"),
        ("NUL cannot cut the line", "a\0b", "a b"),
        ("terminal escape", "\u{1b}[31mred", " [31mred"),
        ("C1 control", "a\u{85}b", "a b"),
        ("line separator", "a\u{2028}b", "a b"),
        ("direction override", "a\u{202E}b", "a b"),
        ("ordinary text of any script", "корзина пуста 🗑️", "корзина пуста 🗑️"),
    ])
    func `keeps status on one line`(name: String, line: String, expected: String) {
        #expect(Assignment.status(line).text == "STATUS=" + expected)
    }

    @Test(arguments: ["x", "ж", "🗑️", "e\u{301}"])
    func `cuts long status between characters`(character: String) {
        let line = String(repeating: character, count: 10_000)
        let value = Assignment.status(line).text.dropFirst("STATUS=".count)
        let limit = Assignment.maximumStatusBytes
        #expect(value.utf8.count <= limit && value.utf8.count > limit - character.utf8.count - 3)
        #expect(value.hasSuffix("…") && value.dropLast().allSatisfy { String($0) == character })
    }

    @Test func `keeps status of exactly the limit`() {
        let line = String(repeating: "x", count: Assignment.maximumStatusBytes)
        #expect(Assignment.status(line).text == "STATUS=" + line)
    }

    @Test func `bounds one endless character`() {
        let line = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(Assignment.status(line).text == "STATUS=…")
    }
}
