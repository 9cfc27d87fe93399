extension SchemaPattern {
    /// Schedules as `CalendarSchedule` reads them: the form of the text and the range of each number. A pattern can't
    /// check whether ranges rise, steps fit, the day exists and the zone is known.
    static let schedule = "^(?=[^ ])(?:\(shorthands)|\(weekdays)?(?:\(unixTime)|\(date)?\(time)?))(?: \(zone))?$"

    private static let shorthands = oneOf(
        [
            "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semi-?annually", "bi-?annually", "yearly",
            "annually", "anually",
        ].map(anyCase))

    /// The end of a part and its blanks: another part, a zone or the end of the text follows.
    private static let gap = "(?= |$) *"

    private static let weekday = oneOf(
        [
            ("mon", "day"), ("tue", "sday"), ("wed", "nesday"), ("thu", "rsday"), ("fri", "day"), ("sat", "urday"),
            ("sun", "day"),
        ].map { "\(anyCase($0))(?:\(anyCase($1)))?" })
    private static let weekdays = #"(?:(?:\#(weekday)(?:\.\.|[-,]|(?= |$)))+\#(gap))"#

    private static let unixTime = #"@[ \t\n\r]*\+?[0-9]+"#
    private static let zone = "[A-Za-z0-9_+/-]+"

    private static let year = values("0*(?:[0-9]{1,2}|19[7-9][0-9]|2[01][0-9]{2})")
    private static let month = values("0*(?:[1-9]|1[0-2])")
    private static let dayOfMonth = values("0*(?:[1-9]|[12][0-9]|3[01])")
    private static let date = "(?:(?:\(year)-)?\(month)[-~]\(dayOfMonth)\(gap))"

    private static let hour = values("0*(?:1?[0-9]|2[0-3])")
    private static let minute = values("0*[1-5]?[0-9]")
    private static let second = values(#"0*[1-5]?[0-9](?:\.[0-9]+)?"#)
    private static let time = "(?:\(hour):\(minute)(?::\(second))?)"

    /// `*`, or a list of values, ranges and repetitions. A range may end beyond the last value that its steps reach.
    private static func values(_ value: String) -> String {
        #"(?:\*|\#(value)(?:(?:\.\.|/)[0-9]+(?:\.[0-9]+)?|,\#(value))*)"#
    }
}
