import Retention

/// What was asked for one item, as long as its outcome isn't recorded.
struct OpenRequest {
    let intent: AccountState.Intent
    let item: TrashedItem
    let rule: String?
    let cause: String?
    /// Whether its outcome was told as unknown.
    let isTold: Bool

    init?(_ intent: AccountState.Intent, _ open: AccountState.Intent.Item) {
        guard let item = open.item else { return nil }
        self.intent = intent
        self.item = item
        rule = open.rule
        cause = open.reason
        isTold = open.isTold == true
    }

    /// All open requests, by item, each item's newest last. An item may have been asked for more than once, and for
    /// different things: a policy may change between the two.
    static func byItem(_ intents: [AccountState.Intent]) -> [[OpenRequest]] {
        var requests: [[OpenRequest]] = []
        var places: [ItemKey: Int] = [:]
        for intent in intents {
            for open in intent.items {
                guard let request = OpenRequest(intent, open) else { continue }
                if let place = places[request.item.key] {
                    requests[place].append(request)
                } else {
                    places[request.item.key] = requests.count
                    requests.append([request])
                }
            }
        }
        return requests
    }

    func outcome(_ result: ItemResult) -> ItemOutcome {
        ItemOutcome(
            item: item, rule: rule, cause: cause, action: intent.action, result: result, target: intent.target)
    }
}
