import Testing

@testable import DocSpace

@Suite struct PagePrefetchWindowTests {
    @Test func `grows while the portal is quick and stops at its limit`() {
        var ahead = PagePrefetchWindow()
        #expect(ahead.count == 2)
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        #expect(ahead.count == 4)
    }

    @Test func `halves when the portal slows down and never below one`() {
        var ahead = PagePrefetchWindow()
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        ahead.learn(.milliseconds(900))
        #expect(ahead.count == 2)
        for _ in 0..<5 { ahead.learn(.seconds(2)) }
        #expect(ahead.count == 1)
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        #expect(ahead.count == 4, "it comes back")
    }

    @Test func `a portal that is always slow is not slowing down`() {
        var ahead = PagePrefetchWindow()
        for _ in 0..<20 { ahead.learn(.milliseconds(700)) }
        #expect(ahead.count == 4)
    }
}
