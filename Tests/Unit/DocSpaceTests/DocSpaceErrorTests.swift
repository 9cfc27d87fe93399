import Testing

@testable import DocSpace

/// The errors that exclude an effect, and the transient ones.
@Suite struct DocSpaceErrorTests {
    private static let all: [(DocSpaceError, isTransient: Bool, excludesEffect: Bool)] = [
        (.unauthorized, false, false), (.forbidden, false, false), (.notFound, false, false),
        (.paymentRequired, false, false),
        (.refused(status: 400), false, false), (.refused(status: 413), false, false),
        (.throttled(retryAfterSeconds: nil), true, false),
        (.writesUsedUp(retryAfterSeconds: 9), true, true), (.server(status: 500, retryAfterSeconds: nil), true, false),
        (.redirected(status: 302), false, false),
        (.unreachable("x"), true, true), (.interrupted("x"), true, false), (.timedOut, true, false),
        (.responseTooLarge(limitBytes: 1), false, false), (.malformed("x"), true, false), (.cancelled, false, false),
    ]

    @Test func `only what was never sent excludes an effect`() {
        for (error, _, excludes) in Self.all { #expect(error.excludesEffect == excludes, "\(error)") }
    }

    @Test func `only what may pass is transient`() {
        for (error, isTransient, _) in Self.all { #expect(error.isTransient == isTransient, "\(error)") }
    }

    @Test func `says what happened in one clause`() {
        for (error, _, _) in Self.all { #expect(!error.description.hasSuffix(".") && !error.description.isEmpty) }
    }
}
