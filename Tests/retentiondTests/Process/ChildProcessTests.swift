import Glibc
import TestSupport
import Testing

@testable import retentiond

/// What another process has open too stays open when we close it, for its peer: NIO's sockets pass on by themselves.
struct ChildProcessTests {
    /// What `ls /proc/self/fd` has, the last for the folder itself, while we have a file that passes on.
    private func files(_ list: () async throws -> String) async throws -> [Substring] {
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        return try await list().split(separator: "\n")
    }

    @Test func whatTestsStartHasNoFileOfTheirs() async throws {
        try await withTemporaryDirectory { directory in
            let files = try await files {
                try await run("/bin/ls", ["/proc/self/fd"], outputIn: directory.path).stdout
            }
            #expect(files == ["0", "1", "2", "3"])
        }
    }

    @Test func aToolThatInitRunsHasNoneOfOurs() async throws {
        let files = try await files {
            String(decoding: Tool.run(["ls", "/proc/self/fd"]).output, as: UTF8.self)
        }
        #expect(files == ["0", "1", "2", "3"])
    }
}
