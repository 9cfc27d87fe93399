extension SchemaPattern {
    static let durationHelp = "Expected a duration such as \"15min\", \"2h 30min\" or \"14d\", with its units."

    /// At least one digit isn't zero.
    static let positive = "[1-9]"
    static let positiveDuration = "[1-9]|infinity"

    private static let blanks = #"[ \t\n\r]*"#
    private static let units = oneOf([
        "s(?:ec(?:onds?)?)?", "ms(?:ec)?", "us(?:ec)?", #"[\u00b5\u03bc]s"#, "m(?:in(?:utes?)?)?", "h(?:ours?|r)?",
        "d(?:ays?)?", "w(?:eeks?)?", "M", "months?", "y(?:ears?)?",
    ])
    private static let terms =
        #"(?:(?:\+?[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"# + blanks + units + blanks + ")+"

    /// Time spans as `TimeSpan` reads them, with units.
    static let duration = "^\(blanks)\(terms)$"
    static let durationOrInfinity = "^\(blanks)(?:infinity\(blanks)|\(terms))$"

    /// Sizes as `ByteCount` reads them. A fraction needs a unit larger than a byte.
    static let size = #"^[0-9]+(?:(?: *B)?|(?:\.[0-9]+)? *(?:K|KB|kB|KiB|[MGTPE](?:i?B)?))$"#

    private static let commonYear = "(?!0000)[0-9]{4}"
    private static let leapYear =
        "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
    private static let day =
        "(?:\(commonYear)-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
        + "|(?:0[13578]|1[02])-31)|\(leapYear)-02-29)"
    private static let hour = "(?:[01][0-9]|2[0-3])"

    /// Days and instants as `PolicyInstant` reads them.
    static let instant =
        #"^\#(day)(?:[Tt ]\#(hour)(?::[0-5][0-9]){2}(?:\.[0-9]{1,9})?(?:[Zz]|[+-]\#(hour)(?::?[0-5][0-9])?))?$"#
}
