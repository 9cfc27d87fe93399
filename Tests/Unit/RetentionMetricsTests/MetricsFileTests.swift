import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import RetentionEngine
@testable import RetentionMetrics

@Suite(.timeLimit(.minutes(10))) struct MetricsFileTests {
    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `writes the latest in the classic format for everybody`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/retentiond.prom"
            let file = try MetricsFile(path: path) { Issue.record("\($0)") }
            // More than it writes within a second.
            for second in 1...100 {
                var snapshot = Snapshots.complete()
                snapshot.status.updatedAt = Snapshots.start.addingTimeInterval(Double(second))
                file.publish(snapshot)
            }
            var latest = Snapshots.complete()
            latest.status.updatedAt = Snapshots.start.addingTimeInterval(100)
            let expected = MetricsText.of(latest, as: .classic)
            try await wait(until: "the latest is written") { text(path) == expected }
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode == S_IFREG | 0o644)
            #expect(directory.files == [path])
        }
    }

    @Test func `takes the file away for good`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/retentiond.prom"
            let file = try MetricsFile(path: path) { Issue.record("\($0)") }
            file.publish(Snapshots.complete())
            try await wait(until: "it is there") { text(path) != nil }
            file.publish(Snapshots.complete())
            file.remove()
            #expect(directory.files == [])
            file.publish(Snapshots.complete())
            file.remove()
            #expect(directory.files == [])
        }
    }

    @Test func `complains once and recovers`() async throws {
        try await withTemporaryDirectory { directory in
            let folder = "\(directory.path)/textfile"
            let path = "\(folder)/retentiond.prom"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let complaints = Mutex<[String]>([])
            let file = try MetricsFile(path: path) { error in
                complaints.withLock { $0.append(error?.description ?? "fine again") }
            }
            try FileManager.default.removeItem(atPath: folder)
            file.publish(Snapshots.complete())
            try await wait(until: "it complains") { complaints.withLock { !$0.isEmpty } }
            file.publish(Snapshots.complete())
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            file.publish(Snapshots.complete())
            try await wait(until: "it is written") { text(path) != nil }
            let reported = complaints.withLock { $0.filter { $0 != "fine again" } }
            #expect(reported.count == 1)
            #expect(reported[0].hasPrefix("the metrics file \(path) can't be written: "))
        }
    }

    @Test func `refuses a folder that is not there`() async throws {
        try await withTemporaryDirectory { directory in
            let error = #expect(throws: MetricsError.self) {
                try MetricsFile(path: "\(directory.path)/nowhere/x.prom") { _ in }
            }
            #expect(error?.description.contains("No such file or directory") == true)
        }
    }

    @Test func `leaves anything but a file alone`() async throws {
        try await withTemporaryDirectory { directory in
            let pipe = "\(directory.path)/x.prom"
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(throws: MetricsError.self) { try MetricsFile(path: pipe) { _ in } }
            var status = stat()
            #expect(lstat(pipe, &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFIFO)
        }
    }
}
