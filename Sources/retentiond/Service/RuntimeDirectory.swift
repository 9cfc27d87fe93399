import RetentionEngine

/// Where the service tells others how it is doing.
enum RuntimeDirectory {
    /// Of this process: the first of `$RUNTIME_DIRECTORY`, which systemd sets for `RuntimeDirectory=`. Without one the service
    /// tells in its state directory.
    static var own: String? { Environment.directories("RUNTIME_DIRECTORY").first }

    /// Where a service with that state directory may have written beside it, best first. systemd's `/var/lib/NAME` goes with
    /// `/run/NAME`.
    static func candidates(_ store: StateStore) -> [String] {
        let beside = store.directory.hasPrefix("/var/lib/") ? ["/run/" + store.directory.dropFirst(9)] : []
        return [own].compactMap { $0 } + beside
    }
}
