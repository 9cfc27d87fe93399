import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Whether the audit trail is what was once written.
struct AuditVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify that no audit record is missing, changed or moved. Exit code 1: one is; 69: can't be read.")

    @OptionGroup var trail: AuditOptions

    /// journald takes a moment to store what it was sent.
    private static let patience = Duration.seconds(3)
    /// More than that tells nothing new.
    private static let mostLines = 50

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let before = readHead()
        let source = try trail.open()
        if trail.isDenied { throw AuditOptions.denied }
        var verifier = AuditVerifier()
        try readAll(source, into: &verifier, awaiting: try? before.get())
        let reports = try verifier.reports(end: end(before, readHead())) { record throws(CommandFailure) in
            trail.isJournal ? .journal(oldest: try JournalSource.oldest(beside: record)) : .file
        }
        trail.tellOmissions(of: source)
        tellWhatIsUnknown(before, verifier, hasRecords: reports.contains { $0.numbers != nil })
        for report in reports { tell(report) }
        let damages = reports.reduce(0) { $0 + $1.damages.count }
        guard damages > 0 else { return nil }
        CommandFailure(
            .incomplete, "the audit trail is not whole", hint: "docs/audit.md tells what each finding can mean"
        ).report()
        return .incomplete
    }

    private func readHead() -> Result<ChainHead?, FileError> {
        let directory = trail.common.store.directory
        do throws(FileError) { return .success(try ChainHead.read(stateDirectory: directory)) } catch {
            return .failure(error)
        }
    }

    private func end(_ before: Result<ChainHead?, FileError>, _ after: Result<ChainHead?, FileError>) -> ChainEnd? {
        guard let before = (try? before.get()) ?? nil, let after = (try? after.get()) ?? nil else { return nil }
        return ChainEnd(before: before, after: after)
    }

    private func readAll(
        _ source: any AuditSource, into verifier: inout AuditVerifier, awaiting head: ChainHead??
    ) throws(CommandFailure) {
        let start = ContinuousClock.now
        while true {
            while let record = try source.next() { verifier.add(record) }
            guard let head = head ?? nil, verifier.newest(of: head.chain) ?? 0 < head.sequence,
                ContinuousClock.now - start < Self.patience
            else { return }
            try source.wait(atMost: .milliseconds(250))
        }
    }

    private func tellWhatIsUnknown(
        _ head: Result<ChainHead?, FileError>, _ verifier: AuditVerifier, hasRecords: Bool
    ) {
        if verifier.unchained > 0 {
            Console.complain("note: \(verifier.unchained) records belong to no chain, so nothing vouches for them")
        }
        let directory = HarmlessText.of(trail.common.store.directory)
        switch head {
        case .success(nil) where !hasRecords: Console.complain("no audit records")
        case .success(nil):
            Console.complain(
                "note: the state directory \(directory) has no chain: the end of the trail can't be checked")
        case .success: break
        case .failure(let error):
            Console.complain("note: \(directory)/audit can't be read (\(error)): the end of the trail can't be checked")
        }
    }

    private func tell(_ report: ChainReport) {
        let numbers = report.numbers.map { ": records \($0.lowerBound)–\($0.upperBound)" } ?? ""
        let verdict = report.damages.isEmpty ? "whole" : "not whole"
        let chain = report.chain.isEmpty ? "no chain" : "chain \(HarmlessText.of(report.chain))"
        Console.say("\(chain)\(numbers): \(verdict)")
        for damage in report.damages.prefix(Self.mostLines) { Console.say("  \(damage)") }
        let rest = report.damages.count - Self.mostLines
        if rest > 0 { Console.say("  … and \(rest) more findings") }
        for note in report.notes { Console.say("  note: \(note)") }
    }
}
