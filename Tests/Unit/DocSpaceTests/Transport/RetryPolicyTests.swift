import Testing

@testable import DocSpace

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy()
    private static let gatewayDown = DocSpaceError.server(status: 502, retryAfterSeconds: nil)

    @Test(arguments: [(1, 500), (2, 1_000), (3, 2_000), (4, 4_000)])
    func `doubles its waits`(attempt: Int, milliseconds: Int) {
        #expect(policy.delay(after: Self.gatewayDown, attempt: attempt, random: 0) == .milliseconds(milliseconds))
    }

    @Test func `jitter shortens by up to a half`() throws {
        for attempt in 1...4 {
            let full = try #require(policy.delay(after: Self.gatewayDown, attempt: attempt, random: 0))
            for random in [0.1, 0.5, 0.999_999] {
                let delay = try #require(policy.delay(after: Self.gatewayDown, attempt: attempt, random: random))
                #expect(delay < full && delay > full / 2)
            }
        }
    }

    @Test func `gives up after the last attempt`() {
        #expect(policy.delay(after: Self.gatewayDown, attempt: 5, random: 0) == nil)
        #expect(policy.delay(after: Self.gatewayDown, attempt: Int.max, random: 0) == nil)
    }

    @Test func `tries a timeout less often`() {
        #expect(policy.delay(after: .timedOut, attempt: 1, random: 0) != nil)
        #expect(policy.delay(after: .timedOut, attempt: policy.attemptsAfterTimeout, random: 0) == nil)
    }

    @Test func `never waits longer than the longest`() {
        var patient = policy
        patient.attempts = 1_000
        for attempt in [7, 20, 64, 999] {
            #expect(patient.delay(after: Self.gatewayDown, attempt: attempt, random: 0) == .seconds(30))
        }
    }

    @Test(arguments: [0, 1, 30, 120])
    func `waits at least as long as requested`(seconds: Int) throws {
        for error in [
            DocSpaceError.throttled(retryAfterSeconds: seconds), .server(status: 503, retryAfterSeconds: seconds),
        ] {
            for random in [0, 0.999] {
                let delay = try #require(policy.delay(after: error, attempt: 1, random: random))
                #expect(delay >= .seconds(seconds) && delay <= .seconds(seconds) + policy.firstDelay)
            }
        }
    }

    @Test func `gives up for now when the requested wait is too long`() {
        #expect(policy.delay(after: .throttled(retryAfterSeconds: 121), attempt: 1, random: 0) == nil)
        #expect(policy.delay(after: .throttled(retryAfterSeconds: Int.max), attempt: 1, random: 0) == nil)
    }

    @Test(arguments: [
        DocSpaceError.unauthorized, .forbidden, .notFound, .paymentRequired, .refused(status: 400),
        .redirected(status: 301),
        .responseTooLarge(limitBytes: 1), .cancelled,
    ])
    func `never tries again what cannot pass`(error: DocSpaceError) {
        #expect(policy.delay(after: error, attempt: 1, random: 0) == nil)
    }
}
