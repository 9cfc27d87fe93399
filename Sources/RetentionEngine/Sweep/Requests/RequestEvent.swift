package import FoundationEssentials
package import Retention

/// Events of requests: the input of `RequestLedger`, and the lines of its file.
package enum RequestEvent: Codable, Sendable, Equatable {
    /// Requests are about to be sent.
    case announced(requests: [OpenRequest])
    /// A call of that sweep ended, or is no longer followed. `announced`: it was found to have done nothing.
    case called(items: [ItemKey], sweepID: String, stage: OpenRequest.Stage, at: Date)
    /// Their outcome was recorded as unknown: they stay open.
    case reported(items: [ItemKey])
    /// Their outcomes were recorded; of that sweep's requests only, if it is named.
    case closed(items: [ItemKey], sweepID: String?)
    /// They were refused, and their items were still there while the portal was idle: recorded as failed. Later changes of
    /// the items within the settling time are attributed to them anyway.
    case refuted(requests: [OpenRequest])
    /// Nothing more is attributed to the refused requests of these items.
    case settled(items: [ItemKey])
    /// A sweep stopped checking its requests.
    case ended(sweepID: String, at: Date)
    /// Requests before that instant are closed without an outcome, because it can no longer be found.
    case expired(horizon: Date)
    /// Our own call trashed something again.
    case mistaken(TrashedMistake)
    /// These items no longer need to be moved back.
    case righted(items: [ItemKey])
}

/// An item that our own call trashed again, because a person had restored it meanwhile: it must be moved back.
package struct TrashedMistake: Codable, Sendable, Equatable {
    package let key: ItemKey
    package let title: String
    /// When our call trashed it, by the portal's clock.
    package let trashedAt: Date
    /// Where it was. Nil if the portal didn't name the folder.
    package let origin: RecordedTarget?

    package init(key: ItemKey, title: String, trashedAt: Date, origin: RecordedTarget?) {
        self.key = key
        self.title = title
        self.trashedAt = trashedAt
        self.origin = origin
    }
}
