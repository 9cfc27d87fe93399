import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine
import Time

/// Shows the meaning of a schedule.
struct CalendarCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Print the next times of a schedule, one RFC 3339 instant per line.",
        discussion: """
            Examples:
              retentiond calendar weekly --iterations 5
              retentiond calendar "Sun *-*-* 03:00:00 Europe/Berlin" --from 2026-12-24
            """)

    @Argument(help: "A schedule as in systemd's OnCalendar=, such as \"Sun *-*-* 03:00:00 Europe/Berlin\".")
    var expression: String

    @Option(help: "How many times.")
    var iterations = 1

    @Option(
        parsing: .unconditional, help: ArgumentHelp("The instant to start after. (default: now)", valueName: "time"))
    var from: Instant?

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        guard iterations >= 1 else {
            throw CommandError(.usage, "--iterations must be at least 1", hint: "leave it out for one time")
        }
        let zones = ZoneInfoDirectory()
        let schedule: CalendarSchedule
        do {
            schedule = try CalendarSchedule(
                parsing: expression, localZone: zones.localZone(tz: Environment["TZ"]), zone: zones.zone)
        } catch {
            let hint = ScheduleHint.text(for: expression, zone: zones.zone, zoneNames: { zones.names })
            throw CommandError(.usage, "\(error)", hint: hint ?? "see systemd.time(7), \"Calendar Events\"")
        }
        var last = from?.date ?? Date()
        for _ in 0..<iterations {
            guard let next = schedule.next(after: last) else {
                Console.printError("note: the schedule has no further time")
                break
            }
            let hasFraction = next.timeIntervalSince1970 != next.timeIntervalSince1970.rounded(.down)
            Console.print(next.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction)))
            last = next
        }
        return nil
    }
}
