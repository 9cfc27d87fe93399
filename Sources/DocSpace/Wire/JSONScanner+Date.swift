import FoundationEssentials

extension JSONScanner {
    /// A date exactly as the portal writes one: `2026-03-04T10:15:00.0000000+03:00` or with `Z`, from 1971 on.
    mutating func date() throws(Declined) -> Date? {
        let text = try plainBytes()
        guard text.count == 28 || text.count == 33 else { throw Declined() }
        let start = text.startIndex
        for (offset, byte) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, ".")]
            as [(Int, Unicode.Scalar)]
        where text[start + offset] != UInt8(ascii: byte) {
            throw Declined()
        }
        func number(_ from: Int, _ count: Int) throws(Declined) -> Int {
            var value = 0
            for byte in text[start + from..<start + from + count] {
                guard (0x30...0x39).contains(byte) else { throw Declined() }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        let (year, month, day) = (try number(0, 4), try number(5, 2), try number(8, 2))
        let (hour, minute, second) = (try number(11, 2), try number(14, 2), try number(17, 2))
        // How a fraction becomes a date is Foundation's business.
        guard (1971...2999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            hour < 24, minute < 60, second < 60, try number(20, 7) == 0
        else { throw Declined() }
        var offset = 0
        if text.count == 28 {
            guard text[start + 27] == UInt8(ascii: "Z") else { throw Declined() }
        } else {
            let sign = text[start + 27]
            let (hours, minutes) = (try number(28, 2), try number(31, 2))
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text[start + 30] == UInt8(ascii: ":"),
                hours <= 14, minutes < 60
            else { throw Declined() }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
        }
        let time = (hour * 60 + minute) * 60 + second - offset
        return Date(timeIntervalSince1970: Double(Self.daysSince1970(year, month, day) * 86_400 + time))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years count from March, so that the leap day is the last of one.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        return 365 * years + years / 4 - years / 100 + years / 400 + (153 * monthFromMarch + 2) / 5 + day - 719_469
    }
}
