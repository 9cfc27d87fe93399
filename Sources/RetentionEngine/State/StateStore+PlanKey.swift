/// The key with which the service seals plans.
extension StateStore {
    private static let keyFolder = "control"
    private static let keyFile = "plan.key"
    private static let keyBytes = 32

    /// Reads the key, or makes one. Everyone who can read the state directory can seal.
    package func planKey() throws(StateError) -> [UInt8] {
        if let key = try read(Self.keyFolder, Self.keyFile) {
            guard key.count == Self.keyBytes else {
                throw .corrupt(path: "\(directory)/\(Self.keyFolder)/\(Self.keyFile)")
            }
            return key
        }
        var random = SystemRandomNumberGenerator()
        let key = (0..<Self.keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        try write(key, Self.keyFolder, Self.keyFile)
        return key
    }
}
