import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine
import RetentionReport
import Time

/// A page for people about past and coming events. Like `plan`, it creates only readers.
struct ReportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write what happened and what comes next as a page of HTML with charts. Changes nothing.",
        discussion: """
            The page needs no network and can be mailed or printed; it names documents, so the file is private. Where a portal \
            can't be reached, the page says so and shows the rest.

            Examples:
              retentiond report --output report.html
              retentiond report --output week.html --since -7d --account alice
              retentiond report --output old.html --no-plan --audit-log audit.jsonl
            """)

    @Option(help: ArgumentHelp("Where the page goes; - is standard output.", valueName: "file"))
    var output: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made from this time on.", valueName: "time"))
    var since: Instant?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made before this time.", valueName: "time"))
    var until: Instant?

    @OptionGroup var selection: AccountOption

    @Option(
        help: ArgumentHelp(
            "How many records and items the page lists; the older ones are counted.", valueName: "number"))
    var rows = 100_000

    @Flag(help: "Ask no portal and read no policy: only the past, from the audit trail and the state directory.")
    var noPlan = false

    @OptionGroup var instances: InstanceChoice
    @OptionGroup var trail: AuditOptions

    func validate() throws {
        if let since, let until, since.date >= until.date { throw ValidationError("--since must be before --until") }
        guard (1...1_000_000).contains(rows) else { throw ValidationError("--rows must be from 1 to 1000000") }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        if output != "-", !AtomicFile.mayReplace(output) {
            throw unwritable("it exists and is not a regular file")
        }
        let active = noPlan ? nil : try trail.common.load()
        let accounts =
            try active.map { active throws(CommandError) in try selection.accounts(of: active.policy) } ?? []
        let zone = ZoneInfoDirectory().localZone(tz: Environment["TZ"])
        let past = try readTrail(zone)
        let keys = try KeyRing(accounts)
        let store = try StateOwner.become(trail.common.store)
        let views = await AccountViews(
            store: store, keys: keys, invocation: trail.common.invocation, only: selection.account
        ).take(accounts, active)
        StateOwner.resign()
        let now = Date()
        var content = ReportContent(
            generatedAt: now, version: Retentiond.version, zone: zone,
            source: trail.isJournal ? "the systemd journal" : "audit log files", trail: past.digest,
            chains: past.verification.chains, chainNotes: past.verification.notes, accounts: views,
            policy: active?.policy, policyDigest: active?.digest)
        content.invocation = trail.common.invocation
        if let policy = active?.policy {
            content.rules = RuleView.all(
                of: policy, effects: policy.rules.map { PolicySummary.effect($0.action) }, accounts: views, now: now)
        }
        (content.since, content.until, content.account) = (since?.date, until?.date, selection.account)
        try publish(ReportPage(content).html)
        if !past.verification.isWhole {
            Console.printError("warning: the audit trail is not whole: the report has the details")
        }
        return nil
    }

    /// Reads the whole trail once: verifies all of it, and reports the requested part.
    private func readTrail(
        _ zone: TimeZoneRules
    ) throws(CommandError) -> (digest: TrailDigest, verification: TrailVerification) {
        let source = try trail.open()
        if trail.isDenied { throw AuditOptions.denied }
        let filter = AuditFilter(since: since?.date, until: until?.date, account: selection.account)
        var digest = TrailDigest(zone: zone, rows: rows)
        var copies = ResentRecords()
        var chosen = instances.filter(trail.common)
        let verification = try TrailVerification(trail, source, of: chosen) { record in
            if chosen.accepts(record), filter.accepts(record), !copies.isCopy(record) { digest.add(record) }
        }
        trail.reportOmissions(of: source)
        if let note = chosen.note { Console.printError("note: \(note)") }
        return (digest, verification)
    }

    private func publish(_ page: String) throws(CommandError) {
        guard output != "-" else { return Console.print(page) }
        do { try SmallFile.save(Array(page.utf8), to: output) } catch { throw unwritable("\(error)") }
        Console.printError("wrote \(String(sanitizing: output)), \(ByteCount.format(Int64(page.utf8.count)))")
    }

    private func unwritable(_ reason: String) -> CommandError {
        CommandError(
            .cannotCreate, "the report can't be written to \(String(sanitizing: output)): \(reason)",
            hint: "name a new file, or a regular one to replace")
    }
}
