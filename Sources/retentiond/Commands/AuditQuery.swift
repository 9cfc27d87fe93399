import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine

/// Which records of the audit trail to show, and how.
struct AuditQuery: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made from this time on.", valueName: "time"))
    var since: Instant?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made before this time.", valueName: "time"))
    var until: Instant?

    @Option(help: ArgumentHelp("Only this account.", valueName: "name"), completion: .accounts)
    var account: String?

    @Option(
        help: ArgumentHelp("Only this action; may be given more than once.", valueName: "action"),
        completion: .list(AuditAction.known),
        transform: AuditAction.events(named:))
    var action: [[AuditEvent]] = []

    @Option(help: ArgumentHelp("Only this item, such as file:101.", valueName: "kind:id"), transform: Self.itemKey)
    var item: ItemKey?

    @Option(help: ArgumentHelp("Only records that name this rule.", valueName: "name"))
    var rule: String?

    @Flag(help: "Then wait for new records and show them; without --since, begin with the last 10.")
    var follow = false

    @Option(help: "table, json or csv; json is one object per line.")
    var format = OutputFormat.table

    @OptionGroup var instances: InstanceChoice
    @OptionGroup var trail: AuditOptions

    func validate() throws {
        if let since, let until, since.date >= until.date { throw ValidationError("--since must be before --until") }
        if follow, until != nil { throw ValidationError("--follow and --until exclude each other") }
    }

    /// Whether the records are chosen by time only, and the format is the default.
    var choosesTimeOnly: Bool {
        account == nil && action.isEmpty && item == nil && rule == nil && !follow && format == .table
    }

    /// Whether all records are chosen.
    var isWhole: Bool { choosesTimeOnly && since == nil && until == nil }

    /// Prints the records.
    ///
    /// - Returns: nil for success.
    func show() async throws(CommandError) -> ExitStatus? {
        let zone = ZoneInfoDirectory().localZone(tz: Environment["TZ"])
        let source = try trail.open(filter: filter, newest: newest)
        let printer = AuditPrinter(format: format, zone: zone)
        var copies = ResentRecords()
        var chosen = instances.filter(trail.common)
        try showPresent(source, printer, &copies, &chosen)
        trail.reportOmissions(of: source)
        if let note = chosen.note { Console.printError("note: \(note)") }
        if trail.isDenied {
            guard printer.count > 0 || follow else { throw AuditOptions.denied }
            Console.printError("note: this user can't read all of the journal; root can")
        }
        guard follow else {
            if printer.count == 0 { Console.printError("no audit records") }
            return nil
        }
        // A signal ends it.
        while true {
            try source.wait(atMost: .seconds(10))
            while let record = try nextShown(source, &copies, &chosen) { printer.show(record) }
            printer.flush(expectsMore: true)
        }
    }

    private func showPresent(
        _ source: any AuditSource, _ printer: AuditPrinter, _ copies: inout ResentRecords,
        _ chosen: inout InstanceFilter
    ) throws(CommandError) {
        var last: [StoredRecord] = []
        while let record = try nextShown(source, &copies, &chosen) {
            guard let newest else {
                printer.show(record)
                continue
            }
            last.append(record)
            if last.count > newest { last.removeFirst() }
        }
        last.forEach(printer.show)
        printer.flush(expectsMore: follow)
    }

    private func nextShown(
        _ source: any AuditSource, _ copies: inout ResentRecords, _ chosen: inout InstanceFilter
    ) throws(CommandError) -> StoredRecord? {
        while let record = try source.next() {
            if chosen.accepts(record), filter.accepts(record), !copies.isCopy(record) { return record }
        }
        return nil
    }

    /// The number of records to begin with; nil: all.
    private var newest: UInt64? { follow && since == nil ? 10 : nil }

    private var filter: AuditFilter {
        AuditFilter(
            since: since?.date, until: until?.date, account: account,
            events: action.isEmpty ? nil : Set(action.joined()),
            item: item, rule: rule)
    }

    private static func itemKey(_ text: String) throws -> ItemKey {
        guard let key = ItemKey(text) else {
            throw ValidationError("An item is file:ID or folder:ID, such as file:101.")
        }
        return key
    }
}
