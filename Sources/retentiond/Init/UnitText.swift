/// A value in a unit file of systemd, where `%` begins a specifier. Source: systemd.syntax(7), systemd.unit(5).
enum UnitText {
    /// The value as it must be written.
    static func of(_ value: String) -> String { value.replacing("%", with: "%%") }

    /// Whether a value can be written: on one line, not continued on the next, without blanks that would be cut off.
    static func holds(_ value: String) -> Bool {
        let isOnOneLine = value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return isOnOneLine && !value.hasSuffix("\\") && value.first?.isWhitespace != true
            && value.last?.isWhitespace != true
    }
}
