/// Jobs: queueing, reading that consumes, the work on each item (api.md §7).
extension PortalState {
    /// Queues a job and returns its operation id.
    mutating func queue(
        _ kind: OperationKind,
        for user: UserID,
        steps: [OperationStep],
        keepsResult: Bool,
        conflict: ConflictResolution = .skip,
        destination: Int? = nil,
        fault: OperationFault? = nil,
        isCleaners: Bool = false
    ) -> String {
        let id = generator.uuid()
        var operation = PortalOperation(
            id: id, user: user, kind: kind, keepsResult: keepsResult,
            cause: isCleaners ? .cleaner(operation: id) : .request(operation: id), steps: steps, lastChange: work
        )
        if case .waits(let wait) = fault { operation.notBefore = work + wait }
        operation.conflict = conflict
        operation.destination = destination
        operation.fault = fault
        jobs.add(operation, lanes: settings.lanes)
        return id
    }

    /// Reads a user's operations: finished ones are removed, and returned this once only if they were kept.
    ///
    /// - Parameters:
    ///   - kind: nil reads all managers; a copy or a move reads the manager of both, but shows only its own kind.
    ///   - id: limits reading and consuming to this operation.
    mutating func readOperations(of user: UserID, kind: OperationKind?, id: String?) -> [PortalOperation] {
        jobs.read(of: user, kind: kind, id: id).shuffled(using: &generator)
    }

    /// The next step of a job, and the end of the job when there is none left.
    mutating func performStep(ofOperationAt index: Int) {
        var operation = jobs.all[index]
        // Otherwise each step would copy the following ones.
        jobs.all[index].steps = []
        defer { if jobs.all[index].status.isOver, !jobs.all[index].isListed { jobs.all.remove(at: index) } }
        if operation.endsAt != nil {
            operation.status = .completed
            operation.lastChange = work
            jobs.all[index] = operation
            return
        }
        if operation.fault == .diesEarly(afterItems: operation.processed) {
            operation.status = .failed
            operation.steps = []
        } else if case .failsPartly(operation.processed, let error) = operation.fault {
            operation.error = error
            operation.complete()
        } else if let step = operation.steps.popLast() {
            perform(step, of: &operation)
        }
        if operation.steps.isEmpty, !operation.status.isOver, !operation.hasPendingFault { operation.complete() }
        operation.lastChange = work
        operation.nextStep = work + settings.pace.step(using: &generator)
        if operation.status == .completed { postponeEnd(of: &operation) }
        jobs.all[index] = operation
    }

    /// The end is published a moment before the status shows it.
    private func postponeEnd(of operation: inout PortalOperation) {
        var moment = settings.endMoment
        if case .showsEnd(let before) = operation.fault { moment = before }
        guard moment > .zero else { return }
        operation.status = .running
        operation.endsAt = work + moment
        operation.nextStep = work + moment
    }

    private mutating func perform(_ step: OperationStep, of operation: inout PortalOperation) {
        do throws(StepError) {
            switch step {
            case .deleteFile(let id, let immediately, let nested):
                try deleteFile(id, immediately: immediately, nested: nested, by: operation)
            case .deleteFolder(let id, let immediately, let nested):
                operation.steps += try deleteFolder(id, immediately: immediately, nested: nested, by: operation)
            case .finishFolder(let id, let nested):
                finishFolder(id, nested: nested, by: operation)
            case .moveFile(let id, let to):
                if try moveFile(id, to: to, by: operation) { operation.movedFiles.append(id) }
            case .moveFolder(let id, let to):
                operation.steps += try moveFolder(id, to: to, by: operation)
                if tree.parent(of: .folder(id)) == to { operation.movedFolders.append(id) }
            case .finishMerge(let id):
                finishMerge(id, by: operation)
            }
            operation.processed += step.isCounted ? 1 : 0
        } catch {
            switch error {
            case .refused(let message):
                operation.error = message
                operation.processed += 1
            case .onlyLogged:
                operation.complete()
            case .endsJob(let message):
                operation.error = message
                operation.complete()
            }
        }
    }
}
