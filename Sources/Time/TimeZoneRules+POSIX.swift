extension TimeZoneRules {
    /// The zone that a value of `$TZ` describes, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// - Throws: `TimeZoneError` for anything else, and for daylight saving time without its two changes.
    package init(posix rule: String) throws(TimeZoneError) {
        let future = try POSIXTimeZone(parsing: Array(rule.utf8))
        self.init(identifier: "", initialType: future.standard, transitions: [], futureRule: future)
    }
}
