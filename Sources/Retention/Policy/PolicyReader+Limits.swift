extension PolicyReader {
    /// Reads the limits; those that are missing or wrong have their defaults.
    func limits(_ value: PolicyValue) -> Limits {
        let keys = [
            "maxPurgeItems", "maxPurgeFraction", "maxRestoresPerItem", "maxInflowFactor", "maxPurgeItemsPerDay",
        ]
        var limits = Limits.standard
        guard let fields = fields(value, keys, tolerated: [Self.commentKey]) else { return limits }
        let hint = "zero doesn't switch a limit off; a high number does"
        if let items = fields["maxPurgeItems"].flatMap({ count($0, hint: hint) }) { limits.maxPurgeItems = items }
        if let restores = fields["maxRestoresPerItem"].flatMap({ count($0, hint: hint) }) {
            limits.maxRestoresPerItem = restores
        }
        limits.maxPurgeItemsPerDay = fields["maxPurgeItemsPerDay"].flatMap { count($0, hint: hint) }
        limits.maxPurgeFraction = fields["maxPurgeFraction"].flatMap {
            number($0, "a number above 0 and up to 1", hint: "0.9 allows nine items of ten") { $0 > 0 && $0 <= 1 }
        }
        let factor = fields["maxInflowFactor"].flatMap { number($0, "a number above 1", hint: hint) { $0 > 1 } }
        if let factor { limits.maxInflowFactor = factor }
        return limits
    }

    private func number(
        _ value: PolicyValue, _ expected: String, hint: String, _ allows: (Double) -> Bool
    ) -> Double? {
        if case .number(let number) = value.node.value, let double = number.double, allows(double) { return double }
        log.error(value, "expected \(expected), found \(value.node.found)", hint: hint)
        return nil
    }
}
