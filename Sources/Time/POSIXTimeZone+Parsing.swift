extension POSIXTimeZone {
    /// Reads a rule. One with daylight saving time must name both changes.
    init(parsing rule: [UInt8]) throws(TimeZoneError) {
        var cursor = TextCursor(rule)
        let name = try cursor.zoneName()
        let offset = -(try cursor.signedTime(maximumHours: 24))
        standard = TimeZoneRules.LocalTimeType(offset: offset, isDaylightSaving: false, abbreviation: name)
        guard !cursor.isAtEnd else { return }
        let daylightName = try cursor.zoneName()
        var daylightOffset = offset + 3600
        if cursor.peek() != UInt8(ascii: ",") { daylightOffset = -(try cursor.signedTime(maximumHours: 24)) }
        let start = try cursor.change()
        let end = try cursor.change()
        guard cursor.isAtEnd else { throw .invalidRule(offset: cursor.offset) }
        daylightSaving = DaylightSaving(
            type: .init(offset: daylightOffset, isDaylightSaving: true, abbreviation: daylightName),
            start: start,
            end: end)
    }
}

extension TextCursor {
    /// "CET", or "<+0545>" without its brackets.
    fileprivate mutating func zoneName() throws(TimeZoneError) -> String {
        let start = offset
        let isQuoted = skip("<")
        var name: [UInt8] = []
        while let byte = peek(), isQuoted ? byte != UInt8(ascii: ">") : (0x61...0x7A).contains(byte.asciiLowercased) {
            name.append(byte)
            advance()
        }
        guard name.count >= 3, !isQuoted || skip(">") else { throw .invalidRule(offset: start) }
        return String(decoding: name, as: UTF8.self)
    }

    fileprivate mutating func number(_ range: ClosedRange<Int>) throws(TimeZoneError) -> Int {
        let start = offset
        let digits = digits()
        guard !digits.isEmpty, let value = digits.decimalValue(), range.contains(value) else {
            throw .invalidRule(offset: start)
        }
        return value
    }

    /// "[+-]hh[:mm[:ss]]" in seconds.
    fileprivate mutating func signedTime(maximumHours: Int) throws(TimeZoneError) -> Int {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        var seconds = try number(0...maximumHours) * 3600
        if skip(":") { seconds += try number(0...59) * 60 }
        if skip(":") { seconds += try number(0...59) }
        return isNegative ? -seconds : seconds
    }

    /// ",date[/time]"; the time defaults to 02:00.
    fileprivate mutating func change() throws(TimeZoneError) -> POSIXTimeZone.Change {
        guard skip(",") else { throw .invalidRule(offset: offset) }
        let day: POSIXTimeZone.Day
        if skip("J") {
            day = .julian(try number(1...365))
        } else if skip("M") {
            let month = try number(1...12)
            guard skip(".") else { throw .invalidRule(offset: offset) }
            let week = try number(1...5)
            guard skip(".") else { throw .invalidRule(offset: offset) }
            day = .weekday(month: month, week: week, weekday: try number(0...6))
        } else {
            day = .zeroBased(try number(0...365))
        }
        let secondOfDay = skip("/") ? try signedTime(maximumHours: 167) : 7200
        return POSIXTimeZone.Change(day: day, secondOfDay: secondOfDay)
    }
}
