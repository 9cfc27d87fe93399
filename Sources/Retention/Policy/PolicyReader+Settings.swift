import FoundationEssentials
import Time

extension PolicyReader {
    /// Reads how often the trash is checked.
    func check(_ value: PolicyValue) -> CheckInterval {
        guard let fields = fields(value, CheckKey.self) else { return .standard }
        let every = fields[.every].flatMap(interval) ?? CheckInterval.standard.every
        guard let jitterValue = fields[.jitter] else {
            return CheckInterval(every: every, jitter: CheckInterval.defaultJitter(every: every))
        }
        let jitter = span(jitterValue, example: "30s")?.duration ?? .zero
        if jitter > every {
            log.warning(
                jitterValue, "more than the interval itself", hint: "write at most half of \"every\", or \"0s\"")
        }
        return CheckInterval(every: every, jitter: jitter)
    }

    private func interval(_ value: PolicyValue) -> Duration? {
        guard let span = span(value, example: "15min") else { return nil }
        guard span.duration >= .seconds(1), span.duration < Portal.retention else {
            log.error(
                value, "expected at least 1s and less than the portal's 30 days, found \(quoted(span.description))",
                hint: "\"15min\" suits most portals")
            return nil
        }
        return span.duration
    }

    /// Reads when and how due items are destroyed.
    func purge(_ value: PolicyValue) -> PurgeSettings {
        guard let fields = fields(value, PurgeKey.self) else { return .standard }
        return PurgeSettings(
            schedule: fields[.schedule].flatMap(schedule),
            method: fields[.method].flatMap(choice) ?? PurgeSettings.standard.method,
            missed: fields[.missed].flatMap(choice) ?? PurgeSettings.standard.missed)
    }

    private func schedule(_ value: PolicyValue) -> CalendarSchedule? {
        guard let text = text(value, "a schedule such as \"Sun *-*-* 03:00:00 Europe/Berlin\"") else { return nil }
        do {
            let schedule = try CalendarSchedule(parsing: text, localZone: context.localZone, zone: context.zone)
            if schedule.next(after: Date(timeIntervalSince1970: 0)) != nil { return schedule }
            log.error(
                value, "this schedule has no next time, found \(quoted(text))",
                hint: "no such day exists: check month, day and year")
        } catch {
            log.error(
                value, "expected a schedule such as \"Sun *-*-* 03:00:00 Europe/Berlin\", found \(quoted(text))",
                hint: ScheduleHint.text(for: text, zone: context.zone, zoneNames: context.zoneNames) ?? "\(error)")
        }
        return nil
    }

    /// Reads the retention of items that no rule matches.
    func topLevelRetention(_ value: PolicyValue) -> Span? {
        let hint = "to keep everything that no rule matches, leave the key out; zero would make everything due at once"
        guard let span = positiveSpan(value, example: "14d", hint: hint) else { return nil }
        if span.duration > Portal.retention {
            log.warning(
                value, "never takes effect: the portal itself destroys everything after 30 days",
                hint: "to keep an item longer, write a hold or restore rule")
        }
        warnOfMinutes(value, span)
        return span
    }

    /// systemd's "m" is minutes and its "M" months; the author of a retention of "7m" may have meant the other.
    func warnOfMinutes(_ value: PolicyValue, _ span: Span) {
        guard span.description.split(whereSeparator: { !$0.isLetter }).contains("m") else { return }
        log.warning(value, "\"m\" means minutes here", hint: "write \"min\" for minutes, or days such as \"14d\"")
    }

    /// Reads `folders`; nil if it leaves the choice to the rules.
    func nonEmptyFolders(_ value: PolicyValue) -> NonEmptyFolders? {
        fields(value, FoldersKey.self)?[.nonEmpty].flatMap(choice)
    }

    /// Reads which purges wait for a second person.
    func approval(_ value: PolicyValue) -> Int? {
        fields(value, ApprovalKey.self)?[.above].flatMap {
            count($0, hint: "without \"approval\" no purge waits")
        }
    }

    /// Reads `policyChangeGrace`; zero switches it off.
    func grace(_ value: PolicyValue) -> Duration? {
        guard let span = span(value, example: "24h") else { return nil }
        if span.duration > Portal.retention {
            log.warning(
                value, "longer than the portal's own 30 days",
                hint: "after a change, the portal itself destroys everything before the grace ends"
            )
        }
        return span.duration
    }

    /// Reads `rescueBefore`, within the portal's own 30 days.
    func rescueBefore(_ value: PolicyValue, check: CheckInterval) -> Duration? {
        let hint = "held items are rescued this long before the portal's own 30 days end"
        guard let span = positiveSpan(value, example: "3d", hint: hint) else { return nil }
        guard span.duration < Portal.retention else {
            log.error(value, "expected less than the portal's 30 days, found \(quoted(span.description))", hint: hint)
            return nil
        }
        if span.duration < (check.every + check.jitter) * 2 {
            log.warning(
                value, "leaves no time for a second try: it is shorter than two check intervals",
                hint: "write several times \"check.every\"")
        }
        return span.duration
    }
}
