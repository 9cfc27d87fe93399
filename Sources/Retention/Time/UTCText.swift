package import FoundationEssentials

/// Instants as `2026-11-23T09:00:00Z`: the text of `formatted(.iso8601)`, several times faster.
package enum UTCText {
    package static func of(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970
        // Years of four digits and whole seconds; Foundation knows about the rest.
        guard (0..<253_402_300_800).contains(seconds), seconds == seconds.rounded(.down) else {
            return date.formatted(.iso8601)
        }
        let time = CivilTime(secondsSinceEpoch: Int64(seconds))
        return String(unsafeUninitializedCapacity: 20) { text in
            func put(_ number: Int, _ digits: Int, at place: Int) {
                var rest = number
                for index in (place..<place + digits).reversed() {
                    text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
            }
            put(time.year, 4, at: 0)
            put(time.month, 2, at: 5)
            put(time.day, 2, at: 8)
            put(time.hour, 2, at: 11)
            put(time.minute, 2, at: 14)
            put(time.second, 2, at: 17)
            for (index, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "Z")]
                as [(Int, Unicode.Scalar)]
            {
                text[index] = UInt8(ascii: mark)
            }
            return 20
        }
    }
}
