import Synchronization

/// A parameter that never repeats, so that a cache keyed by the URL has no answer to a reading. The portal ignores it.
struct UniqueQuery: ~Copyable, Sendable {
    /// For this process and object, so that a restart doesn't repeat earlier requests.
    private let prefix = String(UInt64.random(in: .min ... .max), radix: 36)
    private let count = Atomic<Int>(0)

    /// The path with the parameter before its own.
    func unrepeated(_ path: String) -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return "\(parts[0])?_=\(prefix)-\(number)" + (parts.count > 1 ? "&\(parts[1])" : "")
    }
}
