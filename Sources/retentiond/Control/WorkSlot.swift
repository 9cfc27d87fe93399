/// Lets one task at a time do work that takes much memory; the others wait in order of arrival.
actor WorkSlot {
    private var isTaken = false
    private var number = 0
    private var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []

    /// - Throws: `CommandError` (75) if the task was cancelled before its turn, else what the work throws.
    nonisolated func run<Value>(
        _ work: () async throws(CommandError) -> Value
    ) async throws(CommandError) -> Value {
        guard await take() else { throw CommandError(.temporaryFailure, "the client has gone") }
        let result: Result<Value, CommandError>
        do throws(CommandError) { result = .success(try await work()) } catch { result = .failure(error) }
        await giveBack()
        return try result.get()
    }

    private func take() async -> Bool {
        guard isTaken else {
            isTaken = true
            return true
        }
        number += 1
        let number = number
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: false) }
                waiting.append((number, continuation))
            }
        } onCancel: {
            Task { await withdraw(number) }
        }
    }

    private func withdraw(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    private func giveBack() {
        guard !waiting.isEmpty else { return isTaken = false }
        waiting.removeFirst().continuation.resume(returning: true)
    }
}

/// Runs work that may block, in order.
actor SerialWork {
    func run<Value>(_ work: () throws(CommandError) -> Value) throws(CommandError) -> Value { try work() }
}
