package import FoundationEssentials

/// Instants as `2026-11-23T09:00:00Z`: the text of `formatted(.iso8601)`, several times faster.
package enum UTCText {
    package static func of(_ date: Date) -> String {
        guard let time = civil(date) else { return date.formatted(.iso8601) }
        return String(unsafeUninitializedCapacity: length) { text in
            write(time, to: text)
            return length
        }
    }

    /// Writes the text of a date.
    package static func append(_ date: Date, to bytes: inout [UInt8]) {
        guard let time = civil(date) else {
            bytes += date.formatted(.iso8601).utf8
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { text in
            write(time, to: text)
            bytes.append(contentsOf: text)
        }
    }

    private static let length = 20

    /// Nil if Foundation must write it; this code takes only years of four digits and whole seconds.
    private static func civil(_ date: Date) -> CivilTime? {
        let seconds = date.timeIntervalSince1970
        guard (0..<253_402_300_800).contains(seconds), seconds == seconds.rounded(.down) else { return nil }
        return CivilTime(secondsSinceEpoch: Int64(seconds))
    }

    private static func write(_ time: CivilTime, to text: UnsafeMutableBufferPointer<UInt8>) {
        func put(_ number: Int, at offset: Int, mark: Unicode.Scalar) {
            let number = UInt8(truncatingIfNeeded: number)
            text.initializeElement(at: offset, to: UInt8(ascii: "0") &+ number / 10)
            text.initializeElement(at: offset + 1, to: UInt8(ascii: "0") &+ number % 10)
            text.initializeElement(at: offset + 2, to: UInt8(ascii: mark))
        }
        put(time.year / 100, at: 0, mark: "0")
        put(time.year % 100, at: 2, mark: "-")
        put(time.month, at: 5, mark: "-")
        put(time.day, at: 8, mark: "T")
        put(time.hour, at: 11, mark: ":")
        put(time.minute, at: 14, mark: ":")
        put(time.second, at: 17, mark: "Z")
    }
}
