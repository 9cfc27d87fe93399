import Glibc
import Testing

@testable import Systemd

@Suite struct ProcessMemoryTests {
    @Test func aHiddenProcessWritesNoCore() async {
        await #expect(processExitsWith: .exitCode(0)) {
            ProcessMemory.hide()
            var limit = rlimit(rlim_cur: 1, rlim_max: 1)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            exit(ProcessMemory.isHidden && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1)
        }
    }

    @Test func othersAreNotHidden() async {
        await #expect(processExitsWith: .exitCode(0)) { exit(ProcessMemory.isHidden ? 1 : 0) }
    }
}
