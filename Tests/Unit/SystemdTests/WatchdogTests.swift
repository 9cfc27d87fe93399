import Glibc
import Systemd
import Testing

@Suite struct WatchdogTests {
    @Test func `is nil when not requested`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_USEC")
            try #expect(Watchdog.requested() == nil)
        }
    }

    @Test func `is the requested interval and stays so`() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "5000000", 1)
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            try #expect(Watchdog.requested() == Watchdog(interval: .seconds(5)))
            try #expect(Watchdog.requested()?.pingPeriod == .milliseconds(2500))
        }
    }

    @Test func `is nil when meant for another process`() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "5000000", 1)
            setenv("WATCHDOG_PID", "1", 1)
            try #expect(Watchdog.requested() == nil)
        }
    }

    @Test func `refuses an interval that is not a number`() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "soon", 1)
            unsetenv("WATCHDOG_PID")
            #expect(throws: SystemdError(.sdWatchdogEnabled, errno: EINVAL)) { try Watchdog.requested() }
        }
    }
}
