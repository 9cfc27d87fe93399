/// Something that goes wrong with the requests that match.
package struct Fault: Sendable {
    package var match: RequestMatch
    package var effect: FaultEffect

    package init(_ effect: FaultEffect, when match: RequestMatch) {
        self.match = match
        self.effect = effect
    }
}

/// What goes wrong. Effects up to `resetBeforeAnswer` keep the request from being carried out; all others let it
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
    /// Everything was done, but a gateway answers in the portal's place, with a bare status: inspection, single sign-on, a
    /// limiter behind the work.
    case gateway(Int, retryAfterSeconds: Int? = nil, location: String? = nil)
    /// The answer comes late, though the request is carried out at once.
    case delay(Duration)
    /// The body comes in chunks of so many bytes, with a pause before each.
    case drip(bytes: Int, pause: Duration)
    /// The first part of the JSON only, as a complete HTTP message.
    case truncatedJSON(keepBytes: Int)
    /// A message whose connection ends after so many bytes of the body announced.
    case cutBody(afterBytes: Int)
    /// Text that is no JSON, with status 200 and the JSON content type.
    case invalidJSON
    /// `response.total` of a listing says this.
    case lyingTotal(Int)
    /// The last so many entries of a page come a second time.
    case duplicatedEntries(Int)
    /// The last so many entries of a page are left out, without any other sign.
    case omittedEntries(Int)
    /// This in place of the answer's body; the status stays.
    case body(String)
    /// The operation that the request queues has this fault.
    case operation(OperationFault)
    /// The `Date` header of the answer.
    case dateHeader(DateHeader)

    /// The key the request came with is deactivated before it is looked at, for good.
    case revokesKey
    /// The portal changes its condition before the request is looked at, for good or for a while.
    case condition(PortalCondition, for: Duration? = nil)
}

/// What goes wrong with an operation.
package enum OperationFault: Sendable, Equatable {
    /// Stays as it is until the sweep drops it.
    case neverProgresses
    /// Works, but never shows up in a list.
    case vanishes
    /// Ends as completed with this error, the items after the first so many untouched.
    case failsPartly(afterItems: Int, error: String)
    /// Ends with status 4 and `finished: false`, the items after the first so many untouched.
    case diesEarly(afterItems: Int)
    /// Begins so much later than others, which can overtake it.
    case starts(after: Duration)
    /// Waits so long in its lane before it begins, as behind somebody's huge folder: the entry leaves the list after a minute,
    /// and the job runs unseen.
    case waits(for: Duration)
    /// Shows `finished` and 100 % so long before its status becomes 2.
    case showsEnd(before: Duration)
}

extension PortalOperation {
    /// Whether a fault wants one more step although the work is done.
    var hasPendingFault: Bool {
        switch fault {
        case .failsPartly(processed, _), .diesEarly(afterItems: processed): true
        default: false
        }
    }
}

/// An installed fault, hook or the like, with its own count of requests that fitted.
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
