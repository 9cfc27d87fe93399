/// What is known of a call, as far as the rules for outcomes need it.
enum CallStatus: Equatable, Sendable {
    /// Not even sent. The reason as one clause.
    case notSent(String)
    /// Something answered that it was refused: a claim, and no proof.
    ///
    /// - isOfItem: whether the refusal is about the item, and not about the key or the portal.
    case refused(String, isOfItem: Bool)
    /// Taken, and over without an error, by the portal's word.
    case finished
    case finishedWithError
    /// Perhaps taken, or taken and not seen to end. The reason as one clause.
    case inDoubt(String)

    /// Whether the portal took the call and says that it is through with it.
    var isOver: Bool { self == .finished || self == .finishedWithError }

    /// Whether something answered that nothing more is to come: the portal, or what answered in its place.
    var claimsEnd: Bool {
        if case .refused = self { true } else { isOver }
    }
}

extension CallResult.Fate {
    var status: CallStatus {
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

    /// How far the call is known to have come. Nil when it was not sent.
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
