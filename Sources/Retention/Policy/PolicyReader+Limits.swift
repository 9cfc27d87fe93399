extension PolicyReader {
    /// Reads the limits; missing or invalid ones get their defaults.
    func limits(_ value: PolicyValue) -> Limits {
        let standard = Limits.standard
        guard let fields = fields(value, LimitKey.self) else { return standard }
        let hint = "zero doesn't switch a limit off; a high number does"
        return Limits(
            maxPurgeItems: fields[.maxPurgeItems].flatMap { count($0, hint: hint) } ?? standard.maxPurgeItems,
            maxPurgeFraction: fields[.maxPurgeFraction].flatMap {
                number($0, "a number above 0 and up to 1", hint: "0.9 allows nine items of ten") { $0 > 0 && $0 <= 1 }
            } ?? standard.maxPurgeFraction,
            maxRestoresPerItem: fields[.maxRestoresPerItem].flatMap { count($0, hint: hint) }
                ?? standard.maxRestoresPerItem,
            maxInflowFactor: fields[.maxInflowFactor].flatMap { number($0, "a number above 1", hint: hint) { $0 > 1 } }
                ?? standard.maxInflowFactor,
            maxPurgeItemsPerDay: fields[.maxPurgeItemsPerDay].flatMap { count($0, hint: hint) }
                ?? standard.maxPurgeItemsPerDay)
    }

    private func number(
        _ value: PolicyValue, _ expected: String, hint: String, _ allows: (Double) -> Bool
    ) -> Double? {
        if case .number(let number) = value.node.value, let double = number.double, allows(double) { return double }
        log.error(value, "expected \(expected), found \(value.node.found)", hint: hint)
        return nil
    }
}
