/// The installed faults and hooks, each with its own count of matching requests.
struct FaultPlan: Sendable {
    private var faults: [Installed<Fault>] = []
    private var hooks: [Installed<Hook>] = []

    mutating func add(_ fault: Fault) { faults.append(Installed(fault, match: fault.match)) }
    mutating func add(_ hook: Hook) { hooks.append(Installed(hook, match: hook.match)) }

    /// Removes all faults and hooks.
    mutating func clear() { self = FaultPlan() }

    /// The effects that apply to a request, in the order they were installed. Counts the request once per fault.
    mutating func effects(on request: PortalRequest) -> [FaultEffect] {
        var effects: [FaultEffect] = []
        for index in faults.indices where faults[index].applies(to: request) {
            effects.append(faults[index].element.effect)
        }
        return effects
    }

    /// The actions of the hooks for a moment of a request. Counts the request once per hook.
    mutating func actions(_ moment: Hook.Moment, _ request: PortalRequest) -> [PortalAction] {
        var due: [PortalAction] = []
        for index in hooks.indices
        where hooks[index].element.moment == moment && hooks[index].applies(to: request) {
            due.append(hooks[index].element.action)
        }
        return due
    }
}

/// A fault or a hook, and the number of requests that fitted it so far.
private struct Installed<Element: Sendable>: Sendable {
    let element: Element
    private let match: RequestMatch
    private var seen = 0

    init(_ element: Element, match: RequestMatch) {
        self.element = element
        self.match = match
    }

    /// Whether it applies to a request. Counts the request if it fits.
    mutating func applies(to request: PortalRequest) -> Bool {
        guard match.fits(request) else { return false }
        seen += 1
        return match.applies(toFitting: seen)
    }
}
