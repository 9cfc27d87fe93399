import Glibc
import Testing

@testable import retentiond

@Suite struct OperatorTests {
    @Test func `names the requester and whose rights were used`() {
        #expect(Operator.text(user: 0, acting: 0) == "root (uid 0)")
        #expect(Operator.text(user: 4_000_000_001, acting: 4_000_000_001) == "uid 4000000001")
        #expect(Operator.text(user: 4_000_000_001, acting: 0) == "uid 4000000001 as root")
    }

    @Test func `reads parent and real user of a process`() throws {
        let status = try #require(
            ProcessStatus(
                "Name:\tsudo Uid:\t7\nState:\tS (sleeping)\nPPid:\t41\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\n"))
        #expect(status.parent == 41 && status.realUser == 1000)
        #expect(ProcessStatus("Name:\tx\nPPid:\t41\n") == nil)
        let own = try #require(ProcessStatus(of: getpid()))
        #expect(own.parent == getppid() && own.realUser == getuid())
    }
}
