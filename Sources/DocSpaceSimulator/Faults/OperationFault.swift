/// The faults of an operation.
package enum OperationFault: Sendable, Equatable {
    /// Stays unchanged until the sweep drops it.
    case neverProgresses
    /// Works, but never shows up in a list.
    case vanishes
    /// Ends as completed with this error; only this number of items was touched.
    case failsPartly(afterItems: Int, error: String)
    /// Ends with status 4 and `finished: false`; only this number of items was touched.
    case diesEarly(afterItems: Int)
    /// Begins this much later than others, which can overtake it.
    case starts(after: Duration)
    /// Waits this long in its lane before it begins, as behind somebody's huge folder: the entry leaves the list after
    /// a minute, and the job runs unseen.
    case waits(for: Duration)
    /// Shows `finished` and 100 % this long before its status becomes 2.
    case showsEnd(before: Duration)
}

extension PortalOperation {
    /// Whether a fault requires one more step although the work is done.
    var hasPendingFault: Bool {
        switch fault {
        case .failsPartly(processed, _), .diesEarly(afterItems: processed): true
        default: false
        }
    }
}
