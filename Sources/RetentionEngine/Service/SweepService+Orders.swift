import Retention

/// Requests of people to the running service.
extension SweepService {
    /// The policy for sweeps from now on.
    package var policyInForce: ActivePolicy { active }

    /// Carries out a person's request as soon as the account's sweep under way has ended. A cancelled task withdraws an order
    /// that hasn't begun; one that has begun continues to its end.
    ///
    /// - Returns: nil when nothing was done: another policy came into force, the account is gone, the service stops, or the
    ///   task was cancelled.
    package func perform(_ order: SweepOrder) async -> Report? {
        guard !hasEnded else { return nil }
        let number = orders.nextNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                guard !Task.isCancelled else { return answer.resume(returning: nil) }
                orders.add(SweepOrders.Waiting(number: number, order: order, answer: answer))
                iterate()
            }
        } onCancel: {
            Task { await withdraw(number) }
        }
    }

    private func withdraw(_ number: Int) { orders.refuse { $0.number == number } }

    /// Answers orders that came under another policy, or whose account is gone or has changed.
    func refuseOutdatedOrders() {
        orders.refuse { [active] in
            $0.order.policyDigest != active.digest || !active.policy.accounts.contains($0.order.account)
        }
    }
}
