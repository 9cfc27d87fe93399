import Foundation
import Testing

@testable import Platform

@Suite struct ProcessMemoryTests {
    @Test func `a hidden process writes no core`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            ProcessMemory.hide()
            var limit = rlimit(rlim_cur: 1, rlim_max: 1)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            exit(ProcessMemory.isHidden && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1)
        }
    }

    @Test func `others are not hidden`() async {
        await #expect(processExitsWith: .exitCode(0)) { exit(ProcessMemory.isHidden ? 1 : 0) }
    }

    /// Code that was unmapped comes back as it is used.
    @Test func `a process is smaller afterwards and goes on`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let before = try #require(try residentFileKilobytes())
            ProcessMemory.unmapProgram()
            let after = try #require(try residentFileKilobytes())
            exit(after < before && (0..<10).map { "\($0)" }.joined() == "0123456789" ? 0 : 1)
        }
    }
}

/// Of pages that files are mapped to, from the kernel.
private func residentFileKilobytes() throws -> Int? {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssFile:") }
    return line?.split { $0 == "\t" || $0 == " " }.dropFirst().first.flatMap { Int($0) }
}
