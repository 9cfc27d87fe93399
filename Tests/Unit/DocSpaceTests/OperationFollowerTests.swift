import Foundation
import Testing

@testable import DocSpace

/// Waiting for operations that may end at any time, or never.
@Suite(.timeLimit(.minutes(10))) struct OperationFollowerTests {
    private func verdict(_ states: String...) async throws -> (OperationVerdict?, [Duration]) {
        var result: OperationVerdict?
        let sleeps = Sleeps()
        try await withServer(answer: { _, before in
            .portal(states[min(before, states.count - 1)])
        }) { exchange in
            let queued = try JSONDecoder().decode(
                DocSpace.Operation.self, from: Data(#"{"id":"a","progress":0,"status":0}"#.utf8))
            let follower = OperationFollower(
                reader: exchange.reader, patience: .seconds(5), sleep: { sleeps.sleep($0) })
            result = await follower.follow(queued, within: .seconds(3_600))
        }
        return (result, sleeps.all)
    }

    @Test func `waits until it is finished`() async throws {
        let (verdict, _) = try await verdict(
            #"[{"id":"a","progress":10}]"#, #"[{"id":"a","progress":50}]"#,
            #"[{"id":"a","progress":100,"finished":true}]"#)
        #expect(verdict == .finished)
    }

    @Test func `reports an error`() async throws {
        #expect(try await verdict(#"[{"id":"a","finished":true,"error":"x"}]"#).0 == .finishedWithError)
    }

    /// The web client, or the portal's own cleaner, may have taken the result (docspace-api.md §7).
    @Test(arguments: ["[]", #"[{"id":"b","finished":true}]"#])
    func `missing is unknown and not done`(answer: String) async throws {
        #expect(try await verdict(answer).0 == .leftList(wasSeenRunning: false))
    }

    /// A job that waits behind others also leaves the list, and runs when its turn comes. One that was seen at work is
    /// over when it leaves (docspace-api.md §7).
    @Test(arguments: [
        (#"[{"id":"a","progress":0,"status":1}]"#, false), (#"[{"id":"a","progress":0,"processed":"0"}]"#, false),
        (#"[{"id":"a","progress":3,"status":1}]"#, true), (#"[{"id":"a","progress":0,"processed":"2"}]"#, true),
        (#"[{"id":"a","progress":100,"status":1,"finished":true}]"#, true),
    ])
    func `reports whether an operation that left the list was seen at work`(state: String, wasSeenRunning: Bool)
        async throws
    {
        #expect(try await verdict(state, "[]").0 == .leftList(wasSeenRunning: wasSeenRunning))
    }

    /// The portal publishes 100 % a moment before the end.
    @Test func `at a hundred percent with status one it requests again`() async throws {
        let running = #"[{"id":"a","progress":100,"finished":true,"status":1}]"#
        #expect(try await verdict(running, #"[{"id":"a","progress":100,"status":2}]"#).0 == .finished)
        #expect(try await verdict(running, running, #"[{"id":"a","status":4}]"#).0 == .finishedWithError)
    }

    @Test func `an operation that never ends is not followed for ever`() async throws {
        let sleeps = Sleeps()
        try await withServer(answer: { _, before in .portal(#"[{"id":"a","processed":"\#(before)","status":1}]"#) }) {
            exchange in
            let queued = try JSONDecoder().decode(DocSpace.Operation.self, from: Data(#"{"id":"a"}"#.utf8))
            let follower = OperationFollower(
                reader: exchange.reader, patience: .seconds(5), sleep: { sleeps.sleep($0) })
            #expect(
                await follower.follow(queued, within: .seconds(60))
                    == .unknown("its operation had not ended after 60 s"))
            #expect(sleeps.all.reduce(.zero, +) < .seconds(63))
        }
    }

    @Test func `progress that goes up and down does not extend the wait`() async throws {
        let states = (0..<200).map { #"[{"id":"a","progress":\#(10 + $0 % 2),"status":1}]"# }
        let sleeps = Sleeps()
        try await withServer(answer: { _, before in .portal(states[min(before, 199)]) }) { exchange in
            let queued = try JSONDecoder().decode(DocSpace.Operation.self, from: Data(#"{"id":"a"}"#.utf8))
            let follower = OperationFollower(
                reader: exchange.reader, patience: .seconds(5), sleep: { sleeps.sleep($0) })
            guard case .unknown = await follower.follow(queued, within: .seconds(3_600)) else {
                return #expect(Bool(false))
            }
            #expect(sleeps.all.count < 50)
        }
    }

    @Test func `gives up on an operation that makes no step`() async throws {
        let (verdict, sleeps) = try await verdict(#"[{"id":"a","progress":10,"status":1}]"#)
        guard case .unknown = verdict else { return #expect(Bool(false), "\(verdict as Any)") }
        let total = sleeps.reduce(.zero, +)
        #expect(total >= .seconds(5) && total < .seconds(10))
    }

    /// It may wait in a lane, and run after we stopped following it (docspace-api.md §7).
    @Test func `one that was never seen at work may still be carried out`() async throws {
        let (verdict, _) = try await verdict(#"[{"id":"a","progress":0,"status":1}]"#)
        #expect(verdict == .notSeenAtWork("its operation made no progress for 5 s"))
    }

    @Test func `requests less and less often`() async throws {
        let (_, sleeps) = try await verdict(#"[{"id":"a","progress":10,"status":1}]"#)
        #expect(sleeps.first == .milliseconds(50))
        #expect(sleeps == sleeps.sorted())
        #expect(sleeps.allSatisfy { $0 <= .seconds(2) })
    }

    @Test func `a portal that fails meanwhile leaves it unknown`() async throws {
        try await withServer(answer: { _, _ in .http(404) }) { exchange in
            let queued = try JSONDecoder().decode(DocSpace.Operation.self, from: Data(#"{"id":"a"}"#.utf8))
            let verdict = await OperationFollower(reader: exchange.reader, sleep: { _ in }).follow(
                queued, within: .seconds(3_600))
            guard case .notSeenAtWork = verdict else { return #expect(Bool(false), "\(verdict)") }
        }
    }
}
