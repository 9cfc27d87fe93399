import Testing

@testable import DocSpace

@Suite struct PagePrefetchWindowTests {
    @Test func growsWhileThePortalIsQuickAndStopsAtItsLimit() {
        var ahead = PagePrefetchWindow()
        #expect(ahead.count == 2)
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        #expect(ahead.count == 4)
    }

    @Test func halvesWhenThePortalSlowsDownAndNeverBelowOne() {
        var ahead = PagePrefetchWindow()
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        ahead.learn(.milliseconds(900))
        #expect(ahead.count == 2)
        for _ in 0..<5 { ahead.learn(.seconds(2)) }
        #expect(ahead.count == 1)
        for _ in 0..<20 { ahead.learn(.milliseconds(30)) }
        #expect(ahead.count == 4, "it comes back")
    }

    @Test func aPortalThatIsAlwaysSlowIsNotSlowingDown() {
        var ahead = PagePrefetchWindow()
        for _ in 0..<20 { ahead.learn(.milliseconds(700)) }
        #expect(ahead.count == 4)
    }
}
