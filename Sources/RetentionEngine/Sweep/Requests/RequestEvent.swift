package import FoundationEssentials
package import Retention

/// What happens to requests: the input of `RequestLedger`, and the lines of its file.
package enum RequestEvent: Codable, Sendable, Equatable {
    /// Requests are about to be sent.
    case announced(requests: [OpenRequest])
    /// A call of that sweep came to its end, or nobody waits for it any longer. `announced`: it was found to have done nothing.
    case called(items: [ItemKey], sweepID: String, stage: OpenRequest.Stage, at: Date)
    /// Their outcome was recorded as unknown: they stay open.
    case reported(items: [ItemKey])
    /// Their outcomes were recorded; of that sweep's requests only, if it is named.
    case closed(items: [ItemKey], sweepID: String?)
    /// They were refused, and their items were still there while the portal rested: recorded as failed. What happens to the items
    /// within the settling time is attributed to them all the same.
    case refuted(requests: [OpenRequest])
    /// Nothing is attributed any longer to what was refused of these.
    case settled(items: [ItemKey])
    /// A sweep stopped looking.
    case ended(sweepID: String, at: Date)
    /// What was requested before that instant is closed without an outcome: nobody can find out any more.
    case expired(horizon: Date)
    /// Our own call trashed something again.
    case mistaken(TrashedMistake)
    /// Nothing is left to be moved back of these.
    case righted(items: [ItemKey])
}

/// An item that our own call trashed again, because a person had restored it meanwhile: it has to be moved back.
package struct TrashedMistake: Codable, Sendable, Equatable {
    package let key: ItemKey
    package let title: String
    /// When our call trashed it, by the portal's clock.
    package let trashedAt: Date
    /// Where it was. Nil when the portal didn't name the folder.
    package let origin: RecordedTarget?

    package init(key: ItemKey, title: String, trashedAt: Date, origin: RecordedTarget?) {
        self.key = key
        self.title = title
        self.trashedAt = trashedAt
        self.origin = origin
    }
}
