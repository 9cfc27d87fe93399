import FoundationEssentials
import Glibc
import RetentionEngine

/// The service's own account of itself, `status.json` in the runtime directory.
struct StatusFile {
    private let path: String
    /// In the runtime directory it is for everybody; it names accounts, but no documents and no keys.
    private let mode: UInt32

    /// - Parameter store: of the service.
    init(writingFor store: StateStore) {
        let directory = RuntimeDirectory.own(store)
        path = "\(directory)/status.json"
        mode = directory == store.directory ? 0o600 : 0o644
    }

    func write(_ status: ServiceStatus) throws(FileError) {
        try AtomicFile.write(Array(JSONOutput.text(status).utf8), to: path, mode: mode)
    }

    /// - Returns: nil when there is none, or none that can be read.
    static func read(_ store: StateStore) -> ServiceStatus? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return RuntimeDirectory.candidates(store).lazy.compactMap { directory in
            guard let bytes = try? SmallFile.read("\(directory)/status.json", limit: 64 << 20).bytes else { return nil }
            return try? decoder.decode(ServiceStatus.self, from: Data(bytes))
        }.first { _ in true }
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

    /// - Parameter status: as last written. Who may not look at the lock goes by the process that it names.
    static func isHeld(_ store: StateStore, status: ServiceStatus?) -> Bool {
        let descriptor = open("\(store.directory)/service.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == EACCES, let process = status?.processID, process > 0 else { return false }
            return kill(process, 0) == 0 || errno == EPERM
        }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
