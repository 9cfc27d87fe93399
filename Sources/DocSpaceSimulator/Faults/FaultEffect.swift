/// The effects of faults. Those up to `resetBeforeAnswer` keep the request from being carried out; all others let it
/// happen.
package enum FaultEffect: Sendable, Equatable {
    /// A bare status with an empty body, as from the gateway or a limiter.
    case status(Int, retryAfterSeconds: Int? = nil)
    /// A gateway's page of HTML, with 200 or 502/503.
    case html(status: Int)
    /// The connection is reset and nothing was done.
    case resetBeforeAnswer

    /// Everything was done, but the reply is lost: the connection is reset instead.
    case resetAfterHandling
    /// Everything was done, but a gateway answers for the portal, with a bare status: inspection, single sign-on, a
    /// limiter behind the work.
    case gateway(Int, retryAfterSeconds: Int? = nil, location: String? = nil)
    /// The answer comes late, but the request is carried out at once.
    case delay(Duration)
    /// The body comes in chunks of this number of bytes, with a pause before each.
    case drip(bytes: Int, pause: Duration)
    /// The first part of the JSON only, as a complete HTTP message.
    case truncatedJSON(keepBytes: Int)
    /// A message whose connection ends after this number of the announced bytes of the body.
    case cutBody(afterBytes: Int)
    /// Text that is not JSON, with status 200 and the JSON content type.
    case invalidJSON
    /// The value of `response.total` in a listing.
    case lyingTotal(Int)
    /// The last entries of a page, this number of them, come twice.
    case duplicatedEntries(Int)
    /// The last entries of a page, this number of them, are left out, without any other sign.
    case omittedEntries(Int)
    /// Replaces the answer's body; the status stays.
    case body(String)
    /// The operation that the request queues has this fault.
    case operation(OperationFault)
    /// The `Date` header of the answer.
    case dateHeader(DateHeader)

    /// The key of the request is deactivated for good before it is checked.
    case revokesKey
    /// The portal changes its condition before it handles the request, for good or for a while.
    case condition(PortalCondition, for: Duration? = nil)
}
