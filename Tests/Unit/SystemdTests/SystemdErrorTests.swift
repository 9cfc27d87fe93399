import Glibc
import Systemd
import Testing

@Suite struct SystemdErrorTests {
    @Test func `names the call and the reason`() {
        let error = SystemdError(.sdNotify, errno: ECONNREFUSED)
        #expect("\(error)" == "sd_notify failed: Connection refused (errno 111)")
    }

    @Test func `takes negated errno as libsystemd returns it`() {
        #expect(SystemdError(.connect, errno: -ENOENT) == SystemdError(.connect, errno: ENOENT))
        #expect(SystemdError(.connect, errno: .min).errno == .max)
    }

    @Test func `describes an errno nobody knows`() {
        #expect("\(SystemdError(.socket, errno: 99999))".contains("99999"))
    }

    @Test(arguments: SystemdError.Call.allCases)
    func `is one sentence without period`(call: SystemdError.Call) {
        let text = SystemdError(call, errno: EINVAL).description
        #expect(!text.hasSuffix(".") && !text.contains("\n"))
    }
}
