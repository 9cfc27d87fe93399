import RetentionEngine

/// Where the service tells others how it is doing.
enum RuntimeDirectory {
    /// Of this process: the first of `$RUNTIME_DIRECTORY`, which systemd sets for `RuntimeDirectory=`; else the state directory.
    static func own(_ store: StateStore) -> String {
        Environment.directories("RUNTIME_DIRECTORY").first ?? store.directory
    }

    /// Where a service with that state directory may have written, best first. systemd's `/var/lib/NAME` goes with `/run/NAME`.
    static func candidates(_ store: StateStore) -> [String] {
        let beside = store.directory.hasPrefix("/var/lib/") ? ["/run/" + store.directory.dropFirst(9)] : []
        return Environment.directories("RUNTIME_DIRECTORY").prefix(1) + beside + [store.directory]
    }
}
