extension CalendarPattern {
    /// Reads an expression without its zone.
    ///
    /// - Returns: the pattern, and whether the expression fixes the zone to UTC ("@" and seconds since 1970).
    static func parse(_ text: [UInt8]) throws(CalendarError) -> (pattern: CalendarPattern, isUTC: Bool) {
        guard !text.isEmpty else { throw .empty }
        var cursor = TextCursor(text)
        var pattern = CalendarPattern()
        let name = String(decoding: text.map(\.asciiLowercased), as: UTF8.self)
        if let shorthand = shorthand(name) { return (shorthand, false) }
        if let weekdays = try WeekdaySet.parse(&cursor) { pattern.weekdays = weekdays }
        let isUTC = cursor.peek() == UInt8(ascii: "@")
        if isUTC {
            try pattern.parseUnixTime(&cursor)
        } else {
            try pattern.parseDate(&cursor)
            try pattern.parseTime(&cursor)
        }
        guard cursor.isAtEnd else { throw .unexpectedText(offset: cursor.offset) }
        // "~" with any day has no effect.
        if pattern.day.terms.isEmpty { pattern.daysFromMonthEnd = false }
        try pattern.validate()
        return (pattern, isUTC)
    }

    /// The named schedules. "anually" is a misspelling that old systemd accepted, so newer versions do, too.
    private static func shorthand(_ name: String) -> CalendarPattern? {
        var pattern = CalendarPattern()
        pattern.second = .only(0, of: .second)
        if name == "minutely" { return pattern }
        pattern.minute = .only(0, of: .minute)
        if name == "hourly" { return pattern }
        pattern.hour = .only(0, of: .hour)
        switch name {
        case "daily": return pattern
        case "weekly": pattern.weekdays = WeekdaySet([0])
        case "monthly": pattern.day = .only(1, of: .day)
        case "quarterly": (pattern.month, pattern.day) = (.only(1, 4, 7, 10, of: .month), .only(1, of: .day))
        case "semiannually", "semi-annually", "biannually", "bi-annually":
            (pattern.month, pattern.day) = (.only(1, 7, of: .month), .only(1, of: .day))
        case "yearly", "annually", "anually": (pattern.month, pattern.day) = (.only(1, of: .month), .only(1, of: .day))
        default: return nil
        }
        return pattern
    }

    private mutating func parseUnixTime(_ cursor: inout TextCursor) throws(CalendarError) {
        cursor.advance()
        let start = cursor.offset
        cursor.skipAll(" \t\n\r")
        _ = cursor.skip("+")
        let digits = cursor.digits()
        guard !digits.isEmpty else { throw .notANumber(offset: start) }
        guard let seconds = digits.decimalValue(), seconds < 1 << 40 else { throw .numberTooLarge(offset: start) }
        let time = CivilTime(secondsSinceEpoch: Int64(seconds))
        year = .only(time.year, of: .year)
        month = .only(time.month, of: .month)
        day = .only(time.day, of: .day)
        hour = .only(time.hour, of: .hour)
        minute = .only(time.minute, of: .minute)
        second = .only(time.second * CalendarField.second.unit, of: .second)
    }

    /// Reads "year-month-day" or "month-day" and the blanks after it; does not move if a time comes instead.
    private mutating func parseDate(_ cursor: inout TextCursor) throws(CalendarError) {
        guard !cursor.isAtEnd else { return }
        var ahead = cursor
        let first = try ahead.terms(of: .year)
        if ahead.isAtEndOr(":") { return }
        daysFromMonthEnd = try ahead.dateSeparator()
        let second = try ahead.terms(of: .month)
        if ahead.isAtEndOr(" ") {
            (month, day) = (CalendarValues(first, of: .month), CalendarValues(second, of: .day))
        } else {
            guard !daysFromMonthEnd else { throw .unexpectedText(offset: ahead.offset) }
            daysFromMonthEnd = try ahead.dateSeparator()
            let third = try ahead.terms(of: .day)
            guard ahead.isAtEndOr(" ") else { throw .unexpectedText(offset: ahead.offset) }
            year = CalendarValues(first, of: .year)
            (month, day) = (CalendarValues(second, of: .month), CalendarValues(third, of: .day))
        }
        ahead.skipAll(" ")
        cursor = ahead
    }

    /// Reads "hour:minute" or "hour:minute:second"; the end of the text means midnight.
    private mutating func parseTime(_ cursor: inout TextCursor) throws(CalendarError) {
        second = .only(0, of: .second)
        guard !cursor.isAtEnd else {
            (hour, minute) = (.only(0, of: .hour), .only(0, of: .minute))
            return
        }
        hour = CalendarValues(try cursor.terms(of: .hour), of: .hour)
        guard cursor.skip(":") else { throw .unexpectedText(offset: cursor.offset) }
        minute = CalendarValues(try cursor.terms(of: .minute), of: .minute)
        if cursor.skip(":") { second = CalendarValues(try cursor.terms(of: .second), of: .second) }
    }
}

extension TextCursor {
    /// Reads "-" (false) or "~" (true).
    fileprivate mutating func dateSeparator() throws(CalendarError) -> Bool {
        if skip("~") { return true }
        guard skip("-") else { throw .unexpectedText(offset: offset) }
        return false
    }

    /// Reads "*" (no terms; for seconds every whole one) or a list.
    fileprivate mutating func terms(of field: CalendarField) throws(CalendarError) -> [CalendarValues.Term] {
        if skip("*") { return field == .second ? [.init(start: 0, step: field.unit)] : [] }
        var terms: [CalendarValues.Term] = []
        repeat {
            // systemd's own limit on a list, against absurd ones.
            guard terms.count <= 240 else { throw .tooManyValues(offset: offset) }
            terms.append(try term(of: field))
        } while skip(",")
        return terms
    }

    private mutating func term(of field: CalendarField) throws(CalendarError) -> CalendarValues.Term {
        let start = offset
        var term = CalendarValues.Term(start: try value(of: field))
        if skip("..") {
            term.stop = try value(of: field)
            term.step = field.unit
        }
        if skip("/") {
            let stepOffset = offset
            term.step = try value(of: field)
            guard term.step != 0 else { throw .zeroRepetition(offset: stepOffset) }
        } else if field == .second, let stop = term.stop, term.start + field.unit > stop {
            throw .secondsRangeTooShort(offset: start)
        }
        guard isAtEndOr(" ,-~:") else { throw .unexpectedText(offset: offset) }
        return term
    }

    /// Reads a number in the units of the field's range; seconds may have a fraction, rounded to 6 digits.
    private mutating func value(of field: CalendarField) throws(CalendarError) -> Int {
        let start = offset
        let whole = digits()
        guard !whole.isEmpty else { throw .notANumber(offset: start) }
        guard let number = whole.decimalValue(), number <= Int(Int32.max) else { throw .numberTooLarge(offset: start) }
        var value = number * field.unit
        if field == .second, peek() == UInt8(ascii: "."), peek(1) != UInt8(ascii: ".") {
            advance()
            let digits = digits()
            guard !digits.isEmpty else { throw .missingFraction(offset: offset) }
            let kept = digits.prefix(6) + Array(repeating: 0, count: max(0, 6 - digits.count))
            value += (kept.decimalValue() ?? 0) + (digits.count > 6 && digits[6] >= 5 ? 1 : 0)
        }
        guard value <= Int(Int32.max) else { throw .numberTooLarge(offset: start) }
        return value
    }
}
