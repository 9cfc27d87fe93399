import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Whether the audit trail is the one once written.
struct AuditVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Verify that no audit record is missing, changed or moved. Exit code 1: one is; 69: the trail can't be read.",
        discussion: """
            Examples:
              retentiond audit verify
              retentiond audit verify --all-instances
              retentiond audit verify --audit-log audit.jsonl.1 --audit-log audit.jsonl
            """)

    /// For help and completions: see `AuditCommand`.
    @OptionGroup var declaredInstances: InstanceChoice
    @OptionGroup var declared: AuditOptions
    @ParentCommand var audit: AuditCommand

    private var trail: AuditOptions { audit.query.trail }

    /// More lines add no information.
    private static let maxLines = 50

    func validate() throws {
        guard audit.query.isWhole else {
            throw ValidationError("the trail is verified as a whole: options that choose records are for show")
        }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let source = try trail.open()
        if trail.isDenied { throw AuditOptions.denied }
        let verification = try TrailVerification(trail, source, of: audit.query.instances.filter(trail.common))
        trail.reportOmissions(of: source)
        for note in verification.notes { Console.printError("note: \(note)") }
        if verification.isEmpty { Console.printError("no audit records") }
        for report in verification.chains { printReport(report) }
        guard !verification.isWhole else { return nil }
        CommandError(
            .incomplete, "the audit trail is not whole",
            hint: "audit.md in /usr/share/doc/retentiond says what each finding can mean"
        ).report()
        return .incomplete
    }

    private func printReport(_ report: ChainReport) {
        let numbers = report.numbers.map { ": records \($0.lowerBound)–\($0.upperBound)" } ?? ""
        let verdict = report.damages.isEmpty ? "whole" : "not whole"
        let chain = report.chain.isEmpty ? "no chain" : "chain \(String(sanitizing: report.chain))"
        Console.print("\(chain)\(numbers): \(verdict)")
        for damage in report.damages.prefix(Self.maxLines) { Console.print("  \(damage)") }
        let rest = report.damages.count - Self.maxLines
        if rest > 0 { Console.print("  … and \(counted(rest, "more finding"))") }
        for note in report.notes { Console.print("  note: \(note)") }
        if let since = report.reachesBackTo { Console.print("  reaches back to \(since.formatted(.iso8601))") }
    }
}
