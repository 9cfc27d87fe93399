import Testing

@testable import Retention
@testable import RetentionEngine

/// Items that wait to be purged, and the pages worth reading.
@Suite struct PurgeQueueTests {
    private func queue(_ count: Int, due: [Int]? = nil) -> PurgeQueue {
        PurgeQueue((due ?? Array(1...count)).map(key), in: ItemList(files(1...count)))
    }

    private func walk(_ queue: PurgeQueue) -> [Range<Int>] {
        var queue = queue
        var pages: [Range<Int>] = []
        while let page = queue.nextPage() { pages.append(page) }
        return pages
    }

    @Test func `walks from the end`() {
        #expect(walk(queue(250)) == [200..<300, 100..<200, 0..<100])
    }

    @Test func `leaves out pages without anything that waits`() {
        #expect(walk(queue(450, due: [1, 450])) == [400..<500, 0..<100])
        var queue = queue(250)
        queue.remove((101...200).map(key))
        #expect(walk(queue) == [200..<300, 0..<100])
    }

    @Test func `reads all pages when it is not known where something is`() {
        var queue = queue(450, due: [1])
        queue.begin(readsAll: true)
        #expect(walk(queue) == [400..<500, 300..<400, 200..<300, 100..<200, 0..<100])
        queue.remove([key(1)])
        #expect(walk(queue).isEmpty)
    }

    @Test func `takes whatever a page shows`() {
        let page = ItemList([.file(7), .file(300), .file(205, "renamed")])
        let (unchanged, changed) = queue(250).compare(page)
        #expect(unchanged.map(\.key) == [key(7)])
        #expect(changed == [key(205)])
    }

    @Test func `a later listing drops what it does not show as it was`() {
        var queue = queue(5)
        let dropped = queue.restart(in: ItemList([.file(5), .file(3), .file(1, daysAgo: 1)]))
        #expect(dropped == [1, 2, 4].map(key))
        #expect(queue.items.map(\.key).sorted() == [key(3), key(5)])
    }

    @Test func `smaller pages begin where the last one ended`() {
        var queue = queue(250)
        let first = [queue.nextPage(), queue.nextPage()]
        #expect(first == [200..<300, 100..<200])
        let isSmaller = queue.shrinkPages(before: 200)
        #expect(isSmaller)
        #expect(walk(queue) == [150..<200, 100..<150, 50..<100, 0..<50])
    }

    @Test func `pages do not shrink for ever`() {
        var queue = queue(10)
        for _ in 0..<20 { _ = queue.shrinkPages(before: 100) }
        #expect(walk(queue) == [5..<10, 0..<5])
    }
}
