import Testing

@testable import retentiond

@Suite("The heartbeat")
struct HeartbeatTests {
    @Test func `is steady while sweeps advance`() async {
        let heart = Heartbeat(longestSilence: .seconds(60))
        #expect(heart.hanging.isEmpty, "with nothing to do")
        await heart.watching("alice") { #expect(heart.hanging.isEmpty) }
    }

    @Test func `misses the sweep that is silent for too long`() async {
        // No silence is allowed, so every instant after the last step is too late.
        let heart = Heartbeat(longestSilence: .zero)
        await heart.watching("alice") {
            await heart.watching("bob") {
                while heart.hanging.count < 2 { await Task.yield() }
                #expect(heart.hanging == ["alice", "bob"])
            }
            #expect(heart.hanging == ["alice"])
        }
        #expect(heart.hanging.isEmpty, "what has ended hangs no more")
    }

    @Test func `hears each step`() async {
        let heart = Heartbeat(longestSilence: .milliseconds(200))
        await heart.watching("alice") {
            while heart.hanging.isEmpty { await Task.yield() }
            heart.advanced("alice")
            #expect(heart.hanging.isEmpty)
        }
        heart.advanced("nobody")
        #expect(heart.hanging.isEmpty)
    }

    @Test func `rests once when the last sweep has ended`() async {
        let heart = Heartbeat()
        #expect(!heart.beginsToRest())
        await heart.watching("alice") {
            await heart.watching("bob") {}
            #expect(!heart.beginsToRest())
        }
        #expect(heart.beginsToRest())
        #expect(!heart.beginsToRest())
    }
}
