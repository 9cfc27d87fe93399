/// Waiting when the portal asks for it.
extension SweepRun {
    private static let maxWaits = 4
    /// A longer wait ends the work for now.
    private static let longestWait = Duration.seconds(120)

    /// Waits for the time that the portal requested, or 1, 2, 4, 8 s.
    ///
    /// - Parameter waits: the number of waits before.
    /// - Returns: false if waiting longer doesn't help.
    mutating func waited(_ failure: PortalError, _ waits: inout Int) async throws(SweepError) -> Bool {
        let pause = failure.retryAfter ?? .seconds(1 << min(waits, 3))
        guard failure.kind == .throttled, waits < Self.maxWaits, pause <= Self.longestWait else { return false }
        waits += 1
        do { try await sweeper.sleep(pause) } catch { throw .cancelled }
        return true
    }
}
