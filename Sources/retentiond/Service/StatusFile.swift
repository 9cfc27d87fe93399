import FoundationEssentials
import Glibc
import RetentionEngine

/// The service's own account of itself, in the state directory.
struct StatusFile {
    private let path: String

    init(store: StateStore) {
        path = "\(store.directory)/status.json"
    }

    func write(_ status: ServiceStatus) throws(FileError) {
        try AtomicFile.write(Array(JSONOutput.text(status).utf8), to: path)
    }

    /// - Returns: nil when there is none, or none that can be read.
    func read() -> ServiceStatus? {
        guard let bytes = try? SmallFile.read(path, limit: 64 << 20).bytes else { return nil }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try? decoder.decode(ServiceStatus.self, from: Data(bytes))
    }
}

/// Held by the service as long as it lives: at most one per state directory, and `status` can tell whether it runs.
enum ServiceLock {
    static func take(_ store: StateStore) throws(CommandFailure) -> StateLock {
        do throws(StateError) {
            return try store.lockService()
        } catch {
            if case .locked = error {
                throw CommandFailure(
                    .temporaryFailure, "another retentiond uses the state directory \(store.directory)",
                    hint: "give each instance a --state-directory of its own")
            }
            throw CommandFailure(
                .unavailable, "\(error)", hint: "give a writable directory with --state-directory")
        }
    }

    static func isHeld(_ store: StateStore) -> Bool {
        let descriptor = open("\(store.directory)/service.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
