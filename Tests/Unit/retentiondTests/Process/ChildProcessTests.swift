import Glibc
import TestSupport
import Testing

@testable import retentiond

/// If another process inherits a connection, its peer doesn't see our close; and NIO's sockets are inherited by default.
struct ChildProcessTests {
    /// The output of `ls /proc/self/fd`, the last for the folder itself, while we have an inheritable file.
    private func files(_ list: () async throws -> String) async throws -> [Substring] {
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        return try await list().split(separator: "\n")
    }

    @Test func `processes of tests inherit no files`() async throws {
        try await withTemporaryDirectory { directory in
            let files = try await files {
                try await run("/bin/ls", ["/proc/self/fd"], outputIn: directory.path).stdout
            }
            #expect(files == ["0", "1", "2", "3"])
        }
    }

    @Test func `a tool that init runs has none of ours`() async throws {
        let files = try await files {
            String(decoding: ExternalCommand.run(["ls", "/proc/self/fd"]).output, as: UTF8.self)
        }
        #expect(files == ["0", "1", "2", "3"])
    }
}
