import Glibc
import Systemd
import Testing

@Suite struct SystemdErrorTests {
    @Test func namesTheCallAndTheReason() {
        let error = SystemdError(.sdNotify, errno: ECONNREFUSED)
        #expect("\(error)" == "sd_notify failed: Connection refused (errno 111)")
    }

    @Test func takesNegatedErrnoAsLibsystemdReturnsIt() {
        #expect(SystemdError(.connect, errno: -ENOENT) == SystemdError(.connect, errno: ENOENT))
        #expect(SystemdError(.connect, errno: .min).errno == .max)
    }

    @Test func describesAnErrnoNobodyKnows() {
        #expect("\(SystemdError(.socket, errno: 99999))".contains("99999"))
    }

    @Test(arguments: SystemdError.Call.allCases)
    func isOneSentenceWithoutPeriod(call: SystemdError.Call) {
        let text = SystemdError(call, errno: EINVAL).description
        #expect(!text.hasSuffix(".") && !text.contains("\n"))
    }
}
