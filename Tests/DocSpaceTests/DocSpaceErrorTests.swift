import Testing

@testable import DocSpace

/// Which failures leave everything as it was, and which may pass.
@Suite struct DocSpaceErrorTests {
    private static let all: [(DocSpaceError, isTransient: Bool, excludesEffect: Bool)] = [
        (.unauthorized, false, true), (.forbidden, false, true), (.notFound, false, true),
        (.paymentRequired, false, true),
        (.refused(status: 400), false, true), (.throttled(retryAfterSeconds: nil), true, true),
        (.writesUsedUp(retryAfterSeconds: 9), true, true), (.server(status: 500, retryAfterSeconds: nil), true, false),
        (.redirected(status: 302), false, true),
        (.unreachable("x"), true, true), (.interrupted("x"), true, false), (.timedOut, true, false),
        (.responseTooLarge(limitBytes: 1), false, false), (.malformed("x"), true, false), (.cancelled, false, false),
    ]

    @Test func onlyAClearRefusalExcludesAnEffect() {
        for (error, _, excludes) in Self.all { #expect(error.excludesEffect == excludes, "\(error)") }
    }

    @Test func onlyWhatMayPassIsTransient() {
        for (error, isTransient, _) in Self.all { #expect(error.isTransient == isTransient, "\(error)") }
    }

    @Test func saysWhatHappenedInOneClause() {
        for (error, _, _) in Self.all { #expect(!error.description.hasSuffix(".") && !error.description.isEmpty) }
    }
}
