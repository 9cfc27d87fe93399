import FoundationEssentials
import Retention
import Time

private let now = Date(timeIntervalSince1970: 1_795_424_400)

/// Items of all kinds, some of them with unknown attributes only.
private let items: [TrashedItem] = {
    let titles = [
        "contract.pdf", "a.tmp", "", "ÄÖÜ ẞ.TXT", "\u{0}\u{1B}[2J", "e\u{301}", String(repeating: "a", count: 300),
    ]
    return titles.enumerated().flatMap { index, title -> [TrashedItem] in
        var item = TrashedItem(key: ItemKey(index % 2 == 0 ? .file : .folder, index + 1), title: title)
        let unknown = item
        item.trashedAt = now.addingTimeInterval(Double(-index) * 5 * 86_400)
        item.created = item.trashedAt
        item.bytes = Int64(index) << 20
        item.fileExtension = "tmp"
        item.originFolder = FolderReference(id: index, title: title)
        item.originRoom = FolderReference(id: index, title: "Finance")
        item.createdBy = Person(id: "66faa6e4-f133-11ea-b126-00ffeec8b4ef", displayName: title)
        item.childCount = index
        return [item, unknown]
    }
}()

/// The policy file. An accepted one has an equivalent canonical text, and never purges items without a date or too
/// young for every rule; a refused one is reported in sanitized lines.
func policy(_ bytes: [UInt8]) {
    let context = PolicyContext(localZone: .utc, zone: { $0 == "Europe/Berlin" ? .utc : nil })
    switch PolicyDocument.parse(bytes, file: "policy.json", context: context) {
    case .success(let parsed):
        guard
            case .success(let again) = PolicyDocument.parse(
                Array(parsed.canonicalText.utf8), file: "", context: context)
        else { return demand(false, "the canonical text is refused: \(parsed.canonicalText)") }
        demand(again.canonicalText == parsed.canonicalText, "another canonical text")
        let planned = plan(items: items, policy: parsed.policy, now: now)
        demand(planned.items.map(\.item.key) == items.map(\.key), "an item got lost")
        for item in planned.items where item.decision == .purge {
            demand(item.item.trashedAt.map { $0 < now } ?? false, "an item without an age is purged")
            demand(item.dueAt.map { $0 <= now } ?? false, "an item that isn't due is purged")
        }
        demand(
            again.policy.rules.map(\.name) == parsed.policy.rules.map(\.name)
                && plan(items: items, policy: again.policy, now: now).items.map(\.decision)
                    == planned.items.map(\.decision),
            "the canonical text decides otherwise")
    case .failure(let problems):
        demand(!problems.problems.isEmpty, "refused without a reason")
        for line in problems.description.split(separator: "\n") {
            demand(String(sanitizing: String(line)) == String(line), "a problem drives the terminal: \(line)")
        }
    }
}

/// JSON text of a policy and of audit lines. An accepted text has a canonical text that reads the same.
func json(_ bytes: [UInt8]) {
    guard let node = try? JSONParser.parse(bytes) else { return }
    let canonical = canonicalText(of: node)
    _ = node.duplicateKeys
    guard let again = try? JSONParser.parse(Array(canonical.utf8)) else {
        return demand(false, "the canonical text is not JSON: \(canonical)")
    }
    demand(canonicalText(of: again) == canonical, "another canonical text: \(canonical)")
    let position = JSONText(bytes).position(at: bytes.count)
    demand(position.line >= 1 && position.column >= 1, "a position before the text")
}

/// `OnCalendar=` expressions. The normal form reads back as itself, and the next time lies ahead.
func calendar(_ bytes: [UInt8]) {
    let zone: (String) -> TimeZoneRules? = { $0 == "Europe/Berlin" ? .utc : nil }
    guard let schedule = try? CalendarSchedule(parsing: text(bytes), localZone: .utc, zone: zone) else { return }
    guard let again = try? CalendarSchedule(parsing: schedule.normalized, localZone: .utc, zone: zone) else {
        return demand(false, "the normal form is refused: \(schedule.normalized)")
    }
    demand(again.normalized == schedule.normalized, "\(schedule.normalized) became \(again.normalized)")
    let next = schedule.next(after: now)
    demand(next.map { $0 > now } ?? true, "the next time is over")
    demand(again.next(after: now) == next, "the normal form means another time")
}

/// Spans of time. The printed form reads back as the same span.
func timeSpan(_ bytes: [UInt8]) {
    guard let span = try? TimeSpan.parse(text(bytes)) else { return }
    demand(span >= .zero, "a negative span")
    // `format` documents its limit: beyond it the number of days is too long to be read.
    guard span < .seconds(213_503_981 * 86_400) || span == TimeSpan.infinity else { return }
    let printed = TimeSpan.format(span)
    demand((try? TimeSpan.parse(printed)) == span, "\(printed) is another span")
}

/// Sizes. Never negative, and the form for people is near.
func byteCount(_ bytes: [UInt8]) {
    guard let size = try? ByteCount.parse(text(bytes)) else { return }
    demand(size >= 0, "a negative size")
    guard size < 1 << 60, let near = try? ByteCount.parse(ByteCount.format(size)) else { return }
    demand(abs(near - size) <= max(1, size / 10), "\(ByteCount.format(size)) is not near \(size)")
}

/// Globs: a pattern, a newline, a title. Plain text matches itself, and `*` before and after removes no match.
func glob(_ bytes: [UInt8]) {
    let (pattern, title) = parts(bytes)
    guard let glob = try? Glob(pattern) else { return }
    let matches = glob.matches(title)
    if !pattern.unicodeScalars.contains(where: { ["*", "?", "["].contains($0) }) {
        demand(glob.matches(pattern), "plain text doesn't match itself")
    }
    if matches, let wider = try? Glob("*\(pattern)*") { demand(wider.matches(title), "a wider pattern matches less") }
    // This isn't true of a set: `[!a]` leaves out A only if case is ignored.
    if !pattern.contains("["), let exact = try? Glob(pattern, letterCase: .respected), exact.matches(title) {
        demand(matches, "respecting case matches more")
    }
}

/// `titleRegex`: a pattern, a newline, a title. The steps stay within their bound.
func titlePattern(_ bytes: [UInt8]) {
    let (pattern, title) = parts(bytes)
    guard let compiled = try? TitlePattern(pattern) else { return }
    _ = compiled.matches(title)
    if compiled.matchesEverything { demand(compiled.matches(title), "what matches everything doesn't match") }
}

/// Compiled time zones. A zone that is accepted has an offset at each instant.
func timeZone(_ bytes: [UInt8]) {
    guard let rules = try? TimeZoneRules(tzif: bytes, identifier: "Fuzz/Zone") else { return }
    for seconds in [Int64.min / 2, -1 << 31, 0, 1_795_424_400, 1 << 33, Int64.max / 2] { _ = rules.type(at: seconds) }
    let local = rules.civilTime(at: now)
    _ = rules.instants(of: local).preferred
    if let schedule = try? CalendarSchedule(parsing: "Sun *-*-* 03:00:00", localZone: rules, zone: { _ in nil }) {
        demand(schedule.next(after: now).map { $0 > now } ?? true, "the next time is over")
    }
}

/// Titles on their way to a terminal or into JSON.
func harmless(_ bytes: [UInt8]) {
    let title = text(bytes)
    let shown = String(sanitizing: title)
    demand(String(sanitizing: shown) == shown, "sanitized text changes when sanitized again")
    for scalar in shown.unicodeScalars {
        let category = scalar.properties.generalCategory
        demand(
            category != .control && category != .lineSeparator && category != .paragraphSeparator, "a control character"
        )
        demand(!scalar.properties.isBidiControl, "it changes the direction of writing")
    }
    guard let encoded = try? JSONEncoder().encode([title]) else { return }
    let escaped = String(sanitizingJSON: text(Array(encoded)))
    demand(escaped.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "a control character in JSON")
    demand((try? JSONDecoder().decode([String].self, from: Data(escaped.utf8))) == [title], "JSON has another title")
}
