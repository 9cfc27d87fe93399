/// The status of a call, as far as the rules for outcomes need it.
enum CallStatus: Equatable, Sendable {
    /// Not even sent. The reason as one clause.
    case notSent(String)
    /// Something answered that it was refused: a claim, no proof.
    ///
    /// - isOfItem: whether the refusal is about the item, and not about the key or the portal.
    case refused(String, isOfItem: Bool)
    /// Taken, and over without an error, as the portal reports.
    case finished
    case finishedWithError
    /// Perhaps taken, or taken and not seen to end. The reason as one clause.
    case inDoubt(String)

    /// Whether the portal took the call and reports that it is over.
    var isOver: Bool { self == .finished || self == .finishedWithError }

    /// Whether the call may be carried out although readings from a replica of the portal's database don't show it yet. The
    /// portal refuses an item before it begins any work.
    var mayPrecedeReadings: Bool {
        if case .refused(_, let isOfItem) = self { !isOfItem } else { isOver }
    }

    /// Whether something, the portal or a gateway in its place, answered that the call is over.
    var claimsEnd: Bool {
        if case .refused = self { true } else { isOver }
    }
}

extension BatchStatus {
    var callStatus: CallStatus {
        switch self {
        case .notSent(let failure): .notSent(failure.description)
        case .refused(let failure):
            .refused(failure.description, isOfItem: failure.kind == .denied || failure.kind == .missing)
        case .unsure(let failure): .inDoubt(failure.description)
        case .accepted(let report):
            switch report.end {
            case .finished: .finished
            case .finishedWithError: .finishedWithError
            case .leftList, .notSeenAtWork, .unknown: .inDoubt(report.end.doubt ?? "its operation can't be followed")
            }
        }
    }

    /// How far the call got, as far as known. Nil if it was not sent.
    var stage: OpenRequest.Stage? {
        switch self {
        case .notSent: nil
        case .refused: .refused
        case .unsure: .inDoubt
        case .accepted(let report):
            switch report.end {
            case .finished: .over
            case .finishedWithError, .leftList(wasSeenRunning: true): .failed
            case .leftList(wasSeenRunning: false), .notSeenAtWork: .unseen
            case .unknown: .inDoubt
            }
        }
    }
}
