package import FoundationEssentials
package import Retention

/// Events of requests: the input of `RequestLedger`, and the lines of its file.
package enum RequestEvent: Codable, Sendable, Equatable {
    /// Requests are about to be sent.
    case announced(requests: [OpenRequest])
    /// A call of that sweep ended, or is no longer followed. `announced`: it was found to have done nothing.
    case called(items: [ItemKey], sweepID: String, stage: OpenRequest.Stage, at: Date)
    /// The portal was at work after it refused a call of that sweep, as something answered: the call may wait in a lane.
    case waiting(items: [ItemKey], sweepID: String, at: Date)
    /// Their outcome was recorded as unknown: they stay open.
    case reported(items: [ItemKey])
    /// Their outcomes were recorded; of that sweep's requests only, if it is named.
    case closed(items: [ItemKey], sweepID: String?)
    /// Of these items, exactly these requests are watched from now on: their outcomes are recorded, and they may be carried
    /// out anyway.
    case watched(items: [ItemKey], requests: [OpenRequest])
    /// Files of these calls were recorded as purged because two listings lacked them.
    case purged(calls: [UnlistedFiles])
    /// A later listing showed these files, and their outcomes were recorded again.
    case relisted(items: [ItemKey])
    /// A later listing lacked those whose call was over by then, too.
    case proven(until: Date)
    /// A sweep stopped checking its requests.
    case ended(sweepID: String, at: Date)
    /// Requests before that instant are closed without an outcome, because it can no longer be found.
    case expired(horizon: Date)
    /// Our own call trashed something again.
    case mistaken(TrashedMistake)
    /// These items no longer need to be moved back.
    case righted(items: [ItemKey])
}

/// Files that a call named, and that were recorded as purged because two listings lacked them. A later listing must lack
/// them, too: listings may be behind, and not show that our call only trashed a live file again.
package struct UnlistedFiles: Codable, Sendable, Equatable {
    package internal(set) var ids: [Int]
    package let sweepID: String
    /// When they were requested.
    package let at: Date
    /// When their call was seen to be over.
    package let overAt: Date
    /// When a call that named one of them was first refused. Nil if none was.
    package internal(set) var refusedAt: Date?

    package var keys: [ItemKey] { ids.map { ItemKey(.file, $0) } }

    /// The request for one of them.
    func request(for item: TrashedItem) -> OpenRequest {
        var request = OpenRequest(.purge, item, sweepID: sweepID, at: at)
        request.stage = .over
        (request.calledAt, request.overAt, request.endedAt) = (overAt, overAt, overAt)
        request.refusedAt = refusedAt
        return request
    }
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
