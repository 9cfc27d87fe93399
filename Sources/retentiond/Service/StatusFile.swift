import FoundationEssentials
import Glibc
import Platform
import Retention
import RetentionEngine

/// The service's own status, `status.json` in the runtime directory.
struct StatusFile {
    private static let name = "status.json"
    /// Bytes.
    private static let limit = 64 << 20

    private let store: StateStore
    /// Nil: the state directory.
    private let directory: String?

    /// - Parameter store: of the service.
    init(writingFor store: StateStore) {
        self.store = store
        directory = RuntimeDirectory.own.flatMap { $0 == store.directory ? nil : $0 }
    }

    /// Everybody may read it in the runtime directory; it names accounts, but no documents and no keys.
    func write(_ status: ServiceStatus) throws(FileError) {
        let folder = if let directory { try Folder(directory) } else { try store.root() }
        let mode: mode_t = directory == nil ? 0o600 : 0o644
        try folder.replace(Self.name, with: Array(JSONWriter.text(status, isIndented: true).utf8), mode: mode)
    }

    /// - Returns: nil if there is none, or it can't be read.
    static func read(_ store: StateStore) -> ServiceStatus? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        for directory in RuntimeDirectory.candidates(store).map(Optional.some) + [nil] {
            let folder = try? directory.map { directory throws(FileError) in try Folder(directory) } ?? store.root()
            guard let bytes = try? folder?.read(name, limit: limit) else { continue }
            if let status = try? decoder.decode(ServiceStatus.self, from: Data(bytes)), status.hasSoundNumbers {
                return status
            }
        }
        return nil
    }
}

/// Held by the service as long as it lives: at most one per state directory, and `status` can find out whether it runs.
enum ServiceLock {
    static func take(_ store: StateStore) throws(CommandError) -> StateLock {
        do throws(StateError) {
            return try store.lockService()
        } catch {
            if case .locked = error {
                throw CommandError(
                    .temporaryFailure, "another retentiond uses the state directory \(store.directory)",
                    hint: "give each instance a --state-directory of its own")
            }
            throw CommandError(
                .unavailable, "\(error)", hint: "give a writable directory with --state-directory")
        }
    }

    /// - Parameter status: as last written. If this user may not inspect the lock, the process that the status names
    ///   decides.
    static func isHeld(_ store: StateStore, status: ServiceStatus?) -> Bool {
        do throws(FileError) { return try store.isServiceRunning() } catch {
            guard error.code == EACCES, let process = status?.processID, process > 0 else { return false }
            return kill(process, 0) == 0 || errno == EPERM
        }
    }
}
