import Dispatch
import Glibc
import Platform
import RetentionEngine
import Synchronization

/// The metrics as a file for node_exporter's textfile collector.
///
/// It is written off the caller's thread, at most once a second and with the latest values, so that neither a slow disk
/// nor many short sweeps delay the service.
package final class MetricsFile: Sendable {
    private struct State {
        var latest: MetricsSnapshot?
        var isScheduled = false
        var isRemoved = false
        var mayWriteAt = DispatchTime(uptimeNanoseconds: 0)
        /// The problem of the last attempt; nil after a success.
        var problem: String?
    }

    private let path: String
    private let report: @Sendable (MetricsError?) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "retentiond.metrics-file")

    /// - Parameters:
    ///   - path: its folder must be writable, because the file is written under another name and renamed.
    ///   - report: called when writing begins to fail, or fails in another way, and with nil when it succeeds again;
    ///     not for each attempt.
    /// - Throws: `MetricsError` if the first write is sure to fail.
    package init(path: String, report: @escaping @Sendable (MetricsError?) -> Void) throws(MetricsError) {
        self.path = path
        self.report = report
        guard !path.isEmpty else { throw .cannotWrite(path: path, reason: "its name is empty") }
        try refuseAnythingButAFile()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .cannotWrite(path: path, reason: "its folder: \(systemReason())")
        }
    }

    /// Writes the latest values soon.
    package func publish(_ snapshot: MetricsSnapshot) {
        let start: DispatchTime? = state.withLock { state in
            state.latest = snapshot
            guard !state.isScheduled, !state.isRemoved else { return nil }
            state.isScheduled = true
            return state.mayWriteAt
        }
        guard let start else { return }
        queue.asyncAfter(deadline: max(start, .now())) { [self] in writeLatest() }
    }

    /// Removes the file: values of a service that ended must not look like those of a running one.
    package func remove() {
        state.withLock { $0.isRemoved = true }
        queue.sync {
            if AtomicFile.mayReplace(path) { unlink(path) }
        }
    }

    private func writeLatest() {
        let snapshot: MetricsSnapshot? = state.withLock { state in
            state.isScheduled = false
            state.mayWriteAt = .now() + .seconds(1)
            return state.isRemoved ? nil : state.latest
        }
        guard let snapshot else { return }
        var problem: MetricsError?
        do throws(MetricsError) { try write(MetricsText.of(snapshot, as: .classic)) } catch { problem = error }
        let before = state.withLock { state in
            defer { state.problem = problem?.description }
            return state.problem
        }
        if problem?.description != before { report(problem) }
    }

    private func write(_ text: String) throws(MetricsError) {
        try refuseAnythingButAFile()
        do { try AtomicFile.write(Array(text.utf8), to: path, mode: 0o644) } catch {
            throw .cannotWrite(path: path, reason: error.description)
        }
    }

    private func refuseAnythingButAFile() throws(MetricsError) {
        guard AtomicFile.mayReplace(path) else {
            throw .cannotWrite(path: path, reason: "it exists and is not a regular file")
        }
    }
}
