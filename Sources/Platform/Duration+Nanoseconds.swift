extension Duration {
    /// At least zero and at most a year.
    package var wholeNanoseconds: Int {
        let (seconds, attoseconds) = min(max(self, .zero), .seconds(366 * 86_400)).components
        return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    }
}
