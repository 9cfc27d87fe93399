extension Int64 {
    /// The sum, or the largest number if it doesn't fit: the portal may send any size.
    package func addingSaturated(_ other: Int64) -> Int64 { saturatedSum(self, other) }
}

/// The sum of two numbers, or the largest or smallest number if it doesn't fit.
func saturatedSum<Number: FixedWidthInteger>(_ one: Number, _ other: Number) -> Number {
    let (sum, overflow) = one.addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
}
