import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine

/// Writes the records to a file, to keep them elsewhere.
struct AuditExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the audit records to a file that audit, audit verify and report read again with --audit-log.",
        discussion: """
            Records are written as they are, an object of JSON on each line, including copies that were sent again.

            Examples:
              retentiond audit export --output audit.jsonl
              retentiond audit export --all-instances --output all.jsonl
              retentiond audit export --since 2026-10-01 --until 2026-11-01 --output october.jsonl
            """)

    /// For help and completions, like the next one and the group: see `AuditCommand`.
    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made from this time on.", valueName: "time"))
    var since: Instant?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only records made before this time.", valueName: "time"))
    var until: Instant?

    @Option(help: ArgumentHelp("Where the records go; - is standard output.", valueName: "file"))
    var output: String

    @OptionGroup var declaredInstances: InstanceChoice
    @OptionGroup var declared: AuditOptions
    @ParentCommand var audit: AuditCommand

    /// Bytes that are collected before they are written.
    private static let chunk = 1 << 18

    func validate() throws {
        guard audit.query.choosesTimeOnly else {
            throw ValidationError("only --since and --until choose records to export")
        }
    }

    private var trail: AuditOptions { audit.query.trail }

    func execute() async throws(CommandError) -> ExitStatus? {
        if output != "-", !AtomicFile.mayReplace(output) {
            throw unwritable("it exists and is not a regular file")
        }
        let filter = AuditFilter(since: audit.query.since?.date, until: audit.query.until?.date)
        let source = try trail.open(filter: filter)
        if trail.isDenied { throw AuditOptions.denied }
        var chosen = audit.query.instances.filter(trail.common)
        let count: Int
        if output == "-" {
            count = try show(source, filter, &chosen)
        } else {
            count = try save(source, filter, &chosen)
        }
        trail.reportOmissions(of: source)
        if let note = chosen.note { Console.printError("note: \(note)") }
        Console.printError(
            counted(count, "record") + (output == "-" ? "" : " in \(String(sanitizing: output))"))
        return nil
    }

    private func show(
        _ source: any AuditSource, _ filter: AuditFilter, _ chosen: inout InstanceFilter
    ) throws(CommandError) -> Int {
        var result = Result<Int, CommandError>.success(0)
        Console.stream { out in
            do throws(CommandError) {
                result = .success(try write(source, filter, &chosen) { out(String(decoding: $0, as: UTF8.self)) })
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }

    private func save(
        _ source: any AuditSource, _ filter: AuditFilter, _ chosen: inout InstanceFilter
    ) throws(CommandError) -> Int {
        var count = 0
        var failure: CommandError?
        do throws(FileError) {
            try AtomicFile.write(to: output) { descriptor throws(FileError) in
                do throws(CommandError) {
                    count = try write(source, filter, &chosen) { bytes throws(CommandError) in
                        do throws(FileError) { try AtomicFile.writeAll(bytes, to: descriptor) } catch {
                            throw unwritable("\(error)")
                        }
                    }
                } catch {
                    failure = error
                    throw FileError("write", because: error.message)
                }
            }
        } catch {
            throw failure ?? unwritable("\(error)")
        }
        return count
    }

    /// - Returns: the number of records.
    private func write(
        _ source: any AuditSource, _ filter: AuditFilter, _ chosen: inout InstanceFilter,
        to out: ([UInt8]) throws(CommandError) -> Void
    ) throws(CommandError) -> Int {
        var count = 0
        var pending: [UInt8] = []
        while let record = try source.next() {
            guard chosen.accepts(record), filter.accepts(record) else { continue }
            pending += AuditLogLine.line(of: record)
            count += 1
            if pending.count > Self.chunk {
                try out(pending)
                pending = []
            }
        }
        try out(pending)
        return count
    }

    private func unwritable(_ reason: String) -> CommandError {
        CommandError(
            .cannotCreate, "the records can't be written to \(String(sanitizing: output)): \(reason)",
            hint: "name a new file, or a regular one to replace")
    }
}
