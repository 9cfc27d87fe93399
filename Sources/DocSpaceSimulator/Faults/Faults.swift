/// A fault for the requests that match.
package struct Fault: Sendable {
    package var match: RequestMatch
    package var effect: FaultEffect

    package init(_ effect: FaultEffect, when match: RequestMatch) {
        self.match = match
        self.effect = effect
    }
}

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

/// The faults of an operation.
package enum OperationFault: Sendable, Equatable {
    /// Stays unchanged until the sweep drops it.
    case neverProgresses
    /// Works, but never shows up in a list.
    case vanishes
    /// Ends as completed with this error; only this number of items was touched.
    case failsPartly(afterItems: Int, error: String)
    /// Ends with status 4 and `finished: false`; only this number of items was touched.
    case diesEarly(afterItems: Int)
    /// Begins this much later than others, which can overtake it.
    case starts(after: Duration)
    /// Waits this long in its lane before it begins, as behind somebody's huge folder: the entry leaves the list after
    /// a minute, and the job runs unseen.
    case waits(for: Duration)
    /// Shows `finished` and 100 % this long before its status becomes 2.
    case showsEnd(before: Duration)
}

extension PortalOperation {
    /// Whether a fault requires one more step although the work is done.
    var hasPendingFault: Bool {
        switch fault {
        case .failsPartly(processed, _), .diesEarly(afterItems: processed): true
        default: false
        }
    }
}

/// An installed fault or hook, with its own count of matching requests.
struct ActiveFault: Sendable {
    let fault: Fault
    var seen = 0
}

extension PortalState {
    /// The effects that apply to a request, in the order they were installed. Counts the request.
    mutating func effects(on request: PortalRequest) -> [FaultEffect] {
        var effects: [FaultEffect] = []
        for index in faults.indices where faults[index].fault.match.fits(request) {
            faults[index].seen += 1
            if faults[index].fault.match.applies(toFitting: faults[index].seen) {
                effects.append(faults[index].fault.effect)
            }
        }
        return effects
    }
}
