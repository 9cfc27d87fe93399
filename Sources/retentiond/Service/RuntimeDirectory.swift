import RetentionEngine

/// Where the service publishes its status.
enum RuntimeDirectory {
    /// Of this process: the first of `$RUNTIME_DIRECTORY`, which systemd sets for `RuntimeDirectory=`. Without one the
    /// service uses its state directory.
    static var own: String? { Environment.directories("RUNTIME_DIRECTORY").first }

    /// Other directories that a service with that state directory may have written to, best first. systemd's
    /// `/var/lib/NAME` belongs to `/run/NAME`.
    static func candidates(_ store: StateStore) -> [String] {
        let beside = store.directory.hasPrefix("/var/lib/") ? ["/run/" + store.directory.dropFirst(9)] : []
        return [own].compactMap { $0 } + beside
    }
}
