package import Retention

/// Items that a person wants out of the trash now, regardless of the rules.
package struct ManualRestore: Sendable {
    /// Where they go.
    package enum Destination: Sendable, Equatable {
        /// Back to the folder that each was deleted from.
        case origin
        /// The same, or My documents where that is impossible.
        case originOrMyDocuments
        case fixed(FixedTarget)
    }

    /// Each once.
    package let keys: [ItemKey]
    package let destination: Destination
    /// In the person's words; nil if none were given.
    package let reason: String?
    /// As audit records name operators.
    package let operatorName: String

    package init(keys: [ItemKey], destination: Destination, reason: String?, operatorName: String) {
        self.keys = keys
        self.destination = destination
        self.reason = reason
        self.operatorName = operatorName
    }

    /// The planned restore of an item; nil if it should go to an origin that the portal doesn't name.
    func planned(_ item: TrashedItem) -> PlannedItem? {
        let target: RestoreTarget
        switch destination {
        case .fixed(let fixed): target = .fixed(fixed)
        case .originOrMyDocuments: target = .origin(fallback: .myDocuments)
        case .origin:
            guard let folder = item.originFolder?.id else { return nil }
            target = .fixed(.folder(folder))
        }
        let cause = "restored by hand" + (reason.map { ": \($0)" } ?? "")
        return PlannedItem(restoring: item, to: target, reason: cause)
    }
}
