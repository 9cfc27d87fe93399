import Testing

@testable import Retention
@testable import RetentionEngine

/// Every wait ends, sooner if there is less work.
@Suite struct OperationWaitTests {
    private func folder(_ count: Int?) -> TrashedItem {
        var folder = TrashedItem.folder(1)
        folder.childCount = count
        return folder
    }

    @Test func `a minute and a second for each item`() {
        #expect(OperationWait.limit(of: [.file(1)]) == .seconds(61))
        #expect(OperationWait.limit(of: files(1...100)) == .seconds(160))
        #expect(OperationWait.limit(of: [folder(500), .file(1)]) == .seconds(562))
        #expect(OperationWait.limit(of: [folder(nil)]) == .seconds(61))
    }

    @Test(arguments: [5_000, Int.max, -7]) func `an hour at most`(count: Int) {
        let limit = OperationWait.limit(of: [folder(count), folder(count), folder(count)])
        #expect(limit == .seconds(count < 0 ? 63 : 3_600))
    }
}
