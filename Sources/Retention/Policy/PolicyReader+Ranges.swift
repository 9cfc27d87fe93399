import FoundationEssentials

extension PolicyReader {
    /// `{ "min": …, "max": … }` in bytes.
    func sizes(_ value: PolicyValue) -> Criterion? {
        guard let range = range(value, RangeKey.min, .max, read: size) else { return nil }
        if range.upper == nil, range.lower == 0 {
            log.error(value, "excludes nothing", hint: "zero never means everything; leave the key out")
            return nil
        }
        guard isInOrder(value, range.lower, range.upper, "min", "max") else { return nil }
        return .size(min: range.lower, max: range.upper)
    }

    /// `{ "min": …, "max": … }` as durations, within the portal's own 30 days.
    func ages(_ value: PolicyValue) -> Criterion? {
        guard let range = range(value, RangeKey.min, .max, read: { span($0, example: "7d") }) else { return nil }
        if let min = range.lower, min.duration > Portal.retention {
            log.error(
                value.child("min"), "never matches: the portal itself destroys everything after 30 days",
                hint: "write less than \"30d\"")
            return nil
        }
        if range.upper?.duration == .zero || (range.upper == nil && range.lower?.duration == .zero) {
            log.error(value, "an age of zero excludes nothing or everything", hint: "leave the key out")
            return nil
        }
        guard isInOrder(value, range.lower?.duration, range.upper?.duration, "min", "max") else { return nil }
        for (key, span) in [("min", range.lower), ("max", range.upper)] {
            if let span { warnOfMinutes(value.child(key), span) }
        }
        return .age(min: range.lower, max: range.upper)
    }

    /// `{ "after": …, "before": … }` as days or instants.
    func created(_ value: PolicyValue) -> Criterion? {
        guard let range = range(value, PeriodKey.after, .before, read: instant) else { return nil }
        guard isInOrder(value, range.lower, range.upper, "after", "before") else { return nil }
        if let instant = range.lower, instant == range.upper {
            log.error(
                value, "never matches: \"after\" and \"before\" are the same instant",
                hint: "\"before\" is exclusive: for one whole day write the next day there")
            return nil
        }
        return .created(after: range.lower, before: range.upper)
    }

    /// Reads two ends, one of which may be missing.
    private func range<Key: PolicyKey, End>(
        _ value: PolicyValue, _ lowerKey: Key, _ upperKey: Key, read: (PolicyValue) -> End?
    ) -> (lower: End?, upper: End?)? {
        guard let fields = fields(value, Key.self), !fields.hasUnknownKeys else { return nil }
        guard !fields.members.isEmpty else {
            log.error(
                value, "the object is empty", hint: "give it \"\(lowerKey.rawValue)\", \"\(upperKey.rawValue)\" or both"
            )
            return nil
        }
        let lower = fields[lowerKey].map(read)
        let upper = fields[upperKey].map(read)
        // An end that is present but unreadable is `.some(nil)`.
        if case .some(.none) = lower { return nil }
        if case .some(.none) = upper { return nil }
        return (lower ?? nil, upper ?? nil)
    }

    private func isInOrder<End: Comparable>(
        _ value: PolicyValue, _ lower: End?, _ upper: End?, _ lowerKey: String, _ upperKey: String
    ) -> Bool {
        guard let lower, let upper, lower > upper else { return true }
        log.error(value, "never matches: \"\(lowerKey)\" is beyond \"\(upperKey)\"", hint: "exchange the two")
        return false
    }
}
