@testable import Retention

/// Generates texts of every kind in a policy, about half of them valid.
struct PolicyTextGenerator {
    var random: RandomChoices

    /// - Returns: nil for a key whose values are not texts.
    mutating func text(for key: String) -> String? {
        switch key {
        case "retention", "every", "jitter", "policyChangeGrace", "rescueBefore": duration()
        case "min", "max": random.chance(50) ? duration() : size()
        case "after", "before", "until": instant()
        case "schedule": schedule()
        case "portal", "proxy": portal()
        case "account", "title", "originFolder", "originRoom", "createdBy", "trashedBy": glob()
        case "extension":
            joined(1, ["tmp", ".tmp", "TMP", "tar.gz", "*", "a b", ".", "t\u{E9}", "a/b", "a\u{A0}", "?"])
        case "name", "credential", "environment", "$schema", "$comment": name()
        case "file", "caFile": path()
        case "action", "method", "missed", "nonEmpty", "kind", "type", "to": word()
        default: nil
        }
    }

    mutating func joined(_ maxCount: Int, _ parts: [String]) -> String {
        (0..<Int.random(in: 1...maxCount, using: &random)).map { _ in random.one(of: parts) }.joined()
    }

    private mutating func number() -> String {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: "0"
        case 1: "\(Int.random(in: 0...40, using: &random)).\(Int.random(in: 0...99, using: &random))"
        case 2: random.one(of: ["", "-1", "+2", "+.5", ".5", "1.", "007", "0.0000001", "99999999999999999999", "1e3"])
        default: "\(Int.random(in: 1...70, using: &random))"
        }
    }

    mutating func duration() -> String {
        if random.oneIn(15) {
            return random.one(of: ["infinity", " infinity\n", "infinity 1d", "infinit", "Infinity", "", " ", "0"])
        }
        let units = [
            "d", "d", "d", "h", "min", "s", "w", "M", "months", "y", "ms", "us", "\u{B5}s", "\u{3BC}s", "days", "hour",
            "hr", "hrs", "seconds", "sec", "msec", "usec", "D", "", "m", "weeks", "minutes", "mins", "year",
        ]
        return random.one(of: ["", "", "", " ", "\t"])
            + (0..<random.one(of: [1, 1, 1, 2, 3])).map { _ in
                number() + random.one(of: ["", "", " "]) + random.one(of: units)
            }
            .joined(separator: random.one(of: ["", " ", "  ", "\n", ","]))
            + random.one(of: ["", "", "", " ", "\n", "x"])
    }

    mutating func size() -> String {
        let units = [
            "", "B", "K", "KB", "kB", "KiB", "k", "kib", "MiB", "M", "G", "GB", "T", "P", "E", "EiB", "Mi", "KBB",
        ]
        return number() + random.one(of: ["", "", " ", "  "]) + random.one(of: units)
            + random.one(of: ["", "", "", "", " ", "\n"])
    }

    mutating func instant() -> String {
        let day = [
            random.one(of: ["2026", "2024", "2000", "1900", "2100", "0000", "0001", "0004", "9999", "26", "2023"]),
            random.one(of: ["01", "02", "02", "02", "04", "06", "11", "12", "00", "13", "1"]),
            random.one(of: ["01", "10", "28", "29", "29", "30", "31", "32", "00", "7"]),
        ].joined(separator: random.oneIn(20) ? "/" : "-")
        if random.chance(40) { return day + random.one(of: ["", "", "", " ", "\n"]) }
        let time = random.one(of: [
            "00:00:00", "23:59:59", "09:30:15.5", "09:30:15.123456789", "24:00:00", "23:60:00", "12:00",
        ])
        return day + random.one(of: ["T", "t", " ", "T", ""]) + time
            + random.one(of: ["Z", "z", "+01:00", "-23:59", "+24:00", "", "+0100", ".Z", ".1234567890Z"])
    }

    mutating func schedule() -> String {
        var generator = CalendarExpressionGenerator(random: random)
        let zones = ["UTC", "utc", "Europe/Berlin", "Europe/Vienna", "Europe/Berln", "CEST", "GMT+2", "-03"]
        var text = generator.expression(zones: zones)
        random = generator.random
        if random.oneIn(10) { text += random.one(of: [" ", "\n", ",", "x", ":", " 3am"]) }
        return random.oneIn(10)
            ? random.one(of: ["", "every Sunday", "25:00", "Sun", "Sun ", "@0", "@ +5", "*", "12", "Fri..Mon", "*/5"])
            : text
    }

    mutating func portal() -> String {
        let scheme = random.one(of: [
            "https://", "https://", "https://", "http://", "HTTPS://", "HttP://", "ftp://", "", "https:/",
        ])
        let host =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: joined(8, ["1", ":", "::", "2001", "db8", "[", "]", "Af", ":0", "12345", "g"])
            case 1: "[" + joined(17, ["1:", "2001:", ":", "::", "f", "1", "0:"]) + "]"
            case 2: joined(9, ["127", ".", ".", "0", "1", "255", "256", "010", "a"])
            case 3:
                random.one(of: [
                    "localhost", "LocalHost", "[::1]", "127.0.0.1", "127.1", "[::0]", "[1:2:3:4:5:6:7:8]", "locaIhost",
                ])
            default:
                joined(
                    5,
                    [
                        "acme", ".", "-", "_", "xn--", "EXAMPLE.com", "a.b", "9", "\u{212A}", "\u{E9}", "%41", " ",
                        String(repeating: "a", count: 62), String(repeating: "a.", count: 60),
                    ])
            }
        let port = random.one(of: [
            "", "", "", ":443", ":0", ":00080", ":65535", ":65536", ":", ":+1", ":99999", ":8a", ":1:2",
        ])
        return scheme + random.one(of: ["", "", "", "", "u:p@"]) + host + port
            + random.one(of: ["", "", "", "/", "//", "/x", "?q", "#", "\\", "\n", " "])
    }

    mutating func glob() -> String {
        joined(
            7,
            [
                "*", "?", "[", "]", "[a-z]", "[!a]", "[]]", "[^]", "[!]]", "[z-a]", "-", "!", "x", "\u{E9}", "\n", "[]",
                ".pdf",
            ])
    }

    mutating func name() -> String {
        if random.oneIn(12) {
            return String(
                repeating: random.one(of: ["a", "\u{E9}"]), count: random.one(of: [64, 65, 127, 128, 129, 255, 256]))
        }
        return joined(
            3,
            [
                "alice", "A_1", "9", ".", "/", " ", "-", "\u{E9}", "\u{301}", "\u{3000}", "\u{200B}", "\u{1F600}", "\n",
                "\u{E0001}", "\u{378}", "sk-01234567", "sk-0123456", "Xsk-0123456789abcdef", "SK-0123456789abcdef",
                "\u{1F600}sk-01234567", "ask-01234567",
            ])
    }

    mutating func path() -> String {
        if random.oneIn(12) {
            return "/"
                + String(repeating: random.one(of: ["a", "\u{E9}"]), count: random.one(of: [2047, 2048, 4094, 4095]))
        }
        return random.one(of: ["/", "/", "/", "", "./"])
            + joined(
                4, ["etc", "/", "a b", "\u{E9}", "\u{301}", "\u{7F}", "\u{E000}", "..", "sk-01234567", "\u{F0000}"])
    }

    mutating func word() -> String {
        random.one(of: [
            "hold", "restore", "purge", "rescue", "itemized", "emptytrash", "run", "skip", "file", "folder", "pdf",
            "other",
            "image", "origin", "myDocuments", "Hold", "", "document", "video",
        ])
    }
}
