/// The values of one field that a schedule names: "*", or a list of values, ranges and repetitions.
struct CalendarValues: Hashable, Sendable {
    /// "start", "start/step", "start..stop" or "start..stop/step", in the units of `CalendarField.range`.
    struct Term: Hashable, Sendable {
        var start: Int
        /// Inclusive; nil for a single value and for a repetition without end.
        var stop: Int?
        /// nil: only `start` itself.
        var step: Int?

        /// The smallest value that is at least `minimum`; nil if there is none.
        func earliest(atLeast minimum: Int) -> Int? {
            if start >= minimum { return start }
            guard let step else { return nil }
            let value = start + (minimum - start + step - 1) / step * step
            if let stop, value > stop { return nil }
            return value
        }
    }

    /// Ascending and without duplicates; empty means "*".
    private(set) var terms: [Term]
    let field: CalendarField

    static func any(_ field: CalendarField) -> CalendarValues { CalendarValues([], of: field) }

    static func only(_ values: Int..., of field: CalendarField) -> CalendarValues {
        CalendarValues(values.map { Term(start: $0) }, of: field)
    }

    /// Converts terms as written into the normal form.
    init(_ terms: [Term], of field: CalendarField) {
        self.field = field
        self.terms = []
        let tidied = Set(terms.map { Self.tidied($0, of: field) })
        self.terms = tidied.sorted { Self.sortKey($0).lexicographicallyPrecedes(Self.sortKey($1)) }
    }

    private static func sortKey(_ term: Term) -> [Int] { [term.start, term.stop ?? -1, term.step ?? 0] }

    /// Completes two-digit years, ends a range at a value that it reaches, and turns a range of one value into that
    /// value.
    private static func tidied(_ term: Term, of field: CalendarField) -> Term {
        var term = term
        if field == .year {
            term.start = fullYear(term.start)
            term.stop = term.stop.map(fullYear)
        }
        if let stop = term.stop, let step = term.step, stop > term.start {
            term.stop = stop - (stop - term.start) % step
        }
        return term.start == term.stop ? Term(start: term.start) : term
    }

    private static func fullYear(_ year: Int) -> Int {
        switch year {
        case 0..<70: year + 2000
        case 70..<100: year + 1900
        default: year
        }
    }

    /// Whether every value lies in the field's range, ranges rise, and every repetition occurs at least once.
    ///
    /// - Parameter fromMonthEnd: the values count days back from the end of a month; 1 is the last. Then the first term
    ///   may go up to 28 and, an oddity of systemd, every further one up to three days less: "*~1,26" is refused.
    func isValid(fromMonthEnd: Bool) -> Bool {
        terms.enumerated().allSatisfy { index, term in
            let maximum = field.range.upperBound - (fromMonthEnd ? 3 * (index + 1) : 0)
            guard maximum >= field.range.lowerBound else { return false }
            return isValid(term, within: field.range.lowerBound...maximum, fromMonthEnd: fromMonthEnd)
        }
    }

    private func isValid(_ term: Term, within limits: ClosedRange<Int>, fromMonthEnd: Bool) -> Bool {
        let step = term.step ?? 0
        guard limits.contains(term.start), step <= limits.upperBound - limits.lowerBound else { return false }
        if let stop = term.stop { return limits.contains(stop) && term.start + step <= stop }
        return limits.contains(fromMonthEnd ? term.start - step : term.start + step)
    }

    /// As in systemd's normalized form: "*", "01,03", "00/30", "05..07", "23.420000/3.170001".
    var description: String {
        if terms.isEmpty || field == .second && terms.contains(Term(start: 0, step: field.unit)) { return "*" }
        return terms.map(describe).joined(separator: ",")
    }

    private func describe(_ term: Term) -> String {
        var text = describe(term.start, width: field.width)
        if let stop = term.stop { text += ".." + describe(stop, width: field.width) }
        if let step = term.step, term.stop == nil || step != field.unit { text += "/" + describe(step, width: 1) }
        return text
    }

    private func describe(_ value: Int, width: Int) -> String {
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: field.unit)
        return padded(whole, to: width) + (fraction > 0 ? "." + padded(fraction, to: 6) : "")
    }

    private func padded(_ value: Int, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
