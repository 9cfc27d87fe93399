import Glibc
import Systemd
import Testing

@Suite struct WatchdogTests {
    @Test func isNilWhenNotRequested() async {
        await #expect(processExitsWith: .success) {
            unsetenv("WATCHDOG_USEC")
            try #expect(Watchdog.requested() == nil)
        }
    }

    @Test func isTheRequestedIntervalAndStaysSo() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "5000000", 1)
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            try #expect(Watchdog.requested() == Watchdog(interval: .seconds(5)))
            try #expect(Watchdog.requested()?.pingPeriod == .milliseconds(2500))
        }
    }

    @Test func isNilWhenMeantForAnotherProcess() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "5000000", 1)
            setenv("WATCHDOG_PID", "1", 1)
            try #expect(Watchdog.requested() == nil)
        }
    }

    @Test func refusesAnIntervalThatIsNoNumber() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "soon", 1)
            unsetenv("WATCHDOG_PID")
            #expect(throws: SystemdError(.sdWatchdogEnabled, errno: EINVAL)) { try Watchdog.requested() }
        }
    }
}
