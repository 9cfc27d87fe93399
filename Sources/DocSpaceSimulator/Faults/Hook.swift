/// An action exactly when a request arrives, or exactly after it was handled and before it is answered.
package struct Hook: Sendable {
    package enum Moment: String, Sendable {
        case before, after
    }

    package var match: RequestMatch
    package var moment: Moment
    package var action: PortalAction

    package init(_ moment: Moment, _ match: RequestMatch, do action: PortalAction) {
        self.match = match
        self.moment = moment
        self.action = action
    }
}
