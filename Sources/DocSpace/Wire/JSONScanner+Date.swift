import FoundationEssentials

extension JSONScanner {
    /// A date exactly as the portal writes one: `2026-03-04T10:15:00.0000000+03:00` or with `Z`, from 1971 on.
    mutating func date() throws(DeclinedError) -> Date {
        let range = try plainText()
        guard range.count == 28 || range.count == 33 else { throw DeclinedError() }
        let text = bytes + range.lowerBound
        guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
        else { throw DeclinedError() }
        /// Two digits; anything else makes the whole negative.
        func pair(_ index: Int) -> Int {
            let (tens, ones) = (text[index] &- 0x30, text[index + 1] &- 0x30)
            return tens < 10 && ones < 10 ? Int(tens &* 10 &+ ones) : -10_000
        }
        let (year, month, day) = (pair(0) * 100 + pair(2), pair(5), pair(8))
        let (hour, minute, second) = (pair(11), pair(14), pair(17))
        let fraction = UnsafeRawPointer(text).loadUnaligned(fromByteOffset: 19, as: UInt64.self)
        let isWhole = UInt64(bigEndian: fraction) == 0x2E30_3030_3030_3030
        // `.0000000`. Foundation alone converts fractions.
        guard let date = CalendarDay(year: year, month: month, day: day), (0..<24).contains(hour),
            (0..<60).contains(minute), (0..<60).contains(second), isWhole
        else { throw DeclinedError() }
        var offset = 0
        if range.count == 28 {
            guard text[27] == UInt8(ascii: "Z") else { throw DeclinedError() }
        } else {
            let sign = text[27]
            let (hours, minutes) = (pair(28), pair(31))
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text[30] == UInt8(ascii: ":"),
                (0...14).contains(hours), (0..<60).contains(minutes)
            else { throw DeclinedError() }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
        }
        let time = (hour * 60 + minute) * 60 + second - offset
        return Date(timeIntervalSince1970: Double(date.daysSince1970 * 86_400 + time))
    }
}
