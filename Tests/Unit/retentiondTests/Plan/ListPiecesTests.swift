import Glibc
import Synchronization
import Testing

@testable import retentiond

@Suite struct ListPiecesTests {
    @Test(arguments: [0, 1, 499, 500, 501, 999, 1_000, 1_001, 1_499, 1_500, 10_037])
    func `every item is written once and in order`(count: Int) {
        var written = ""
        ListPieces.write(count, to: { written += $0 }) { range in range.map { "\($0)\n" }.joined() }
        #expect(written == (0..<count).map { "\($0)\n" }.joined())
    }

    @Test func `the second piece does not wait for the first`() {
        let hasBegun = Mutex(false)
        var written = ""
        ListPieces.write(1_000, to: { written += $0 }) { range in
            guard range.lowerBound == 0 else {
                hasBegun.withLock { $0 = true }
                return "second"
            }
            for _ in 0..<3_000 where !hasBegun.withLock({ $0 }) { usleep(10_000) }
            return hasBegun.withLock { $0 } ? "first, " : "alone, "
        }
        #expect(written == "first, second")
    }
}
