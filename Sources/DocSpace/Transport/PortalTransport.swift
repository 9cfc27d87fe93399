/// Carries single requests to one portal and checks the status. Follows no redirect, keeps no cookie, retries nothing.
///
/// `HTTPTransport` is the real one; the simulation's passes requests to a portal in memory.
package protocol PortalTransport: Sendable {
    /// Sends one request.
    ///
    /// - Returns: the answer, if its status is 2xx.
    /// - Throws: `DocSpaceError`; see `excludesEffect` for what a failed write may have done.
    func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply
}
