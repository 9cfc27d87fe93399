import Synchronization

import struct FoundationEssentials.Date

/// Distinguishes current readings from answers that repeat an earlier state, such as those of a cache in front of the portal.
///
/// Uses the portal's own `Date`, so our clock doesn't matter.
final class Freshness: Sendable {
    private let newest = Mutex<Date?>(nil)

    /// The newest `Date` so far, of a reading or a write. Must be read before a request is sent: of several under way
    /// together, any may be answered first.
    var mark: Date? { newest.withLock { $0 } }

    /// Takes in an answer.
    func note(_ reply: HTTPReply) {
        guard let date = reply.portalDate else { return }
        newest.withLock { $0 = max($0 ?? date, date) }
    }

    /// - Parameter mark: as it was when the request was sent.
    /// - Throws: `DocSpaceError.stale` for an answer that was not made for this request.
    static func check(_ reply: HTTPReply, since mark: Date?) throws(DocSpaceError) {
        if let age = reply.age {
            let seconds = age.utf8.count <= 9 ? Int(age) : nil
            throw .stale("it comes from a cache" + (seconds.map { ", which stored it for \($0) s" } ?? ""))
        }
        if let mark, let date = reply.portalDate, date < mark {
            throw .stale("its Date is \(Int(mark.timeIntervalSince(date))) s before that of an earlier answer")
        }
    }
}
