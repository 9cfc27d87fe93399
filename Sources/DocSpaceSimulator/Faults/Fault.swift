/// A fault for the requests that match.
package struct Fault: Sendable {
    package var match: RequestMatch
    package var effect: FaultEffect

    package init(_ effect: FaultEffect, when match: RequestMatch) {
        self.match = match
        self.effect = effect
    }
}
