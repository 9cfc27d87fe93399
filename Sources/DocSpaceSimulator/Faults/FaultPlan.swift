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
