/// How many pages of a listing are requested at a time: more while the portal answers quickly, half as many when it slows
/// down or asks for fewer requests, which makes retries take long.
///
/// Additive increase, multiplicative decrease, as in TCP. Pure.
struct PagePrefetchWindow: Sendable {
    /// Well below the 15 that the portal allows a user, who works there, too.
    static let maxPages = 4.0

    private var window = 2.0
    private var quickest: Duration?

    /// How many pages may be under way.
    var count: Int { Int(window) }

    /// Takes in an answer.
    ///
    /// - Parameter elapsed: from the request to the answer, retries included.
    mutating func learn(_ elapsed: Duration) {
        let usual = min(quickest ?? elapsed, elapsed)
        quickest = usual
        let isSlow = elapsed > max(usual * 4, .milliseconds(400))
        window = isSlow ? max(1, window / 2) : min(Self.maxPages, window + 1 / window)
    }
}
