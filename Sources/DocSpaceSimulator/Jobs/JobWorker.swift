import FoundationEssentials

/// The worker of jobs at one moment: it does one step of a job (api.md §7).
struct JobWorker {
    let settings: PortalSettings
    let time: EventClock

    /// The next step of a job, and the end of the job when there is none left.
    func performStep(
        of operation: inout PortalOperation, on database: inout Database, using generator: inout SeededGenerator
    ) {
        if operation.endsAt != nil {
            operation.status = .completed
            operation.lastChange = time.work
            return
        }
        if operation.fault == .diesEarly(afterItems: operation.processed) {
            operation.status = .failed
            operation.steps = []
        } else if case .failsPartly(operation.processed, let error) = operation.fault {
            operation.error = error
            operation.complete()
        } else if let step = operation.steps.popLast() {
            perform(step, of: &operation, on: &database)
        }
        if operation.steps.isEmpty, !operation.status.isOver, !operation.hasPendingFault { operation.complete() }
        operation.lastChange = time.work
        operation.nextStep = time.work + settings.pace.step(using: &generator)
        if operation.status == .completed { postponeEnd(of: &operation) }
    }

    /// The end is published a moment before the status shows it.
    private func postponeEnd(of operation: inout PortalOperation) {
        var moment = settings.endMoment
        if case .showsEnd(let before) = operation.fault { moment = before }
        guard moment > .zero else { return }
        operation.status = .running
        operation.endsAt = time.work + moment
        operation.nextStep = time.work + moment
    }

    private func perform(
        _ step: OperationStep, of operation: inout PortalOperation, on database: inout Database
    ) {
        let change = Change(date: time.instant, cause: operation.cause, version: settings.version)
        let deletion = DeleteWork(user: operation.user, change: change)
        let move = MoveWork(user: operation.user, change: change, conflict: operation.conflict)
        do throws(StepError) {
            switch step {
            case .deleteFile(let id, let immediately, let nested):
                try deletion.deleteFile(id, immediately: immediately, nested: nested, in: &database)
            case .deleteFolder(let id, let immediately, let nested):
                operation.steps += try deletion.deleteFolder(
                    id, immediately: immediately, nested: nested, in: &database)
            case .finishFolder(let id, let nested):
                deletion.finishFolder(id, nested: nested, in: &database)
            case .moveFile(let id, let to):
                try move.checkFirstStep(of: operation, .file(id), to: to, in: database)
                if try move.moveFile(id, to: to, in: &database) { operation.movedFiles.append(id) }
            case .moveFolder(let id, let to):
                try move.checkFirstStep(of: operation, .folder(id), to: to, in: database)
                operation.steps += try move.moveFolder(id, to: to, in: &database)
                if database.tree.parent(of: .folder(id)) == to { operation.movedFolders.append(id) }
            case .finishMerge(let id):
                move.finishMerge(id, in: &database)
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
