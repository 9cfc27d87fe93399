import Retention

extension RequestFile {
    /// Takes open requests over from a state file of an earlier version. The state must be saved afterwards; until then the
    /// same ones are not taken over twice.
    mutating func takeOver(_ state: inout AccountState) throws(StateError) {
        var requests: [OpenRequest] = []
        for intent in state.intents ?? [] {
            for item in intent.items {
                let isKnown = ledger.open.contains { $0.key == item.key && $0.sweepID == intent.sweepID }
                if !isKnown { requests.append(OpenRequest(intent, item)) }
            }
        }
        state.intents = nil
        if !requests.isEmpty { try append(.announced(requests: requests), record: state.auditSequence) }
    }
}

extension OpenRequest {
    fileprivate init(_ intent: AccountState.Intent, _ open: AccountState.Intent.Item) {
        let action: OpenRequest.Action =
            switch intent.action {
            case .restore: .restore
            case .rescue: .rescue
            case .purge: .purge
            }
        var item = TrashedItem(key: open.key, title: open.title)
        (item.bytes, item.trashedAt) = (open.bytes, open.trashedAt)
        self.init(
            action, item, sweepID: intent.sweepID, at: intent.at, target: intent.target, rule: open.rule,
            reason: open.reason)
        endedAt = intent.endedAt
        stage = intent.mayRunUnseen == true ? .unseen : .inDoubt
        isReported = open.isReported == true
    }
}
