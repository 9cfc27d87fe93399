import Retention

/// What people ask of the running service.
extension SweepService {
    /// The policy that sweeps are under from now on.
    package var policyInForce: ActivePolicy { active }

    /// Carries out what a person asks, as soon as the account's sweep under way has ended. A cancelled task takes back what hasn't
    /// begun; what has begun comes to its end.
    ///
    /// - Returns: nil when nothing was done: another policy came into force, the account is gone, the service stops, or the task was
    ///   cancelled.
    package func perform(_ order: SweepOrder) async -> Report? {
        guard !hasEnded else { return nil }
        let number = orders.nextNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                guard !Task.isCancelled else { return answer.resume(returning: nil) }
                orders.add(SweepOrders.Waiting(number: number, order: order, answer: answer))
                comeRound()
            }
        } onCancel: {
            Task { await withdraw(number) }
        }
    }

    private func withdraw(_ number: Int) { orders.refuse { $0.number == number } }

    /// Answers orders that came under another policy, or for an account that is gone or another one now.
    func refuseOutdatedOrders() {
        orders.refuse { [active] in
            $0.order.policyDigest != active.digest || !active.policy.accounts.contains($0.order.account)
        }
    }
}
