import Dispatch
import FoundationEssentials
import Retention
import RetentionEngine

@testable import DocSpace

private let now = Date(timeIntervalSince1970: 1_795_424_400)

/// Restores contracts, holds evidence, purges after two weeks.
private let standard: Policy = {
    let json = #"""
        {"version":1,"accounts":[{"name":"a","portal":"https://a.example","apiKey":{"credential":"a"}}],"retention":"14d",
        "rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"to":{"myDocuments":true}},
        {"name":"e","action":"hold","match":{"originRoom":["Finance*"]}}]}
        """#
    let context = PolicyContext(localZone: .utc, zone: { _ in nil })
    return try! PolicyDocument.parse(Array(json.utf8), file: "", context: context).get().policy
}()

/// One page of the trash. For any content: no crash, no invalid id, no purge without an age, and a page that the fast
/// reader takes means the same to `JSONDecoder`.
func page(_ body: [UInt8]) {
    let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: now)
    let slow = try? reply.decode(FolderPage.self)
    if let fast = PageReader.page(body) {
        demand(slow.map { described($0) == described(fast) } ?? false, "two readers differ")
    }
    guard let page = slow else { return }
    for (kind, entries) in [(EntryKind.file, page.files), (.folder, page.folders)] {
        judge(entries.compactMap { entry in entry.map { TrashedItem(EntryKey(kind, $0.id), $0) } })
    }
    _ = try? reply.decode(KeyInfo.self)
}

/// Everything that is read of a page except rights, which the fast reader leaves out.
private func described(_ page: FolderPage) -> String {
    let entries = (page.files + [nil] + page.folders + [nil, page.current]).map { entry in
        entry.map { Mirror(reflecting: $0).children.filter { $0.label != "security" }.map { "\($0)" } } ?? []
    }
    return "\(entries) \(page.total as Any)"
}

/// A whole listing: pages between bytes 0x1E. It shows no entry that claims to lie elsewhere, and none twice.
func listing(_ bytes: [UInt8]) {
    let pages = bytes.split(separator: 0x1E, omittingEmptySubsequences: false).map(Array.init)
    let listing = wait { try? await PortalReader(pages: pages).listTrash() }
    guard let listing else { return }
    demand(Set(listing.entries.map(\.key)).count == listing.entries.count, "an entry is listed twice")
    for (_, entry) in listing.entries {
        demand((entry.rootFolderType ?? RootFolderType.trash) == RootFolderType.trash, "it lies elsewhere")
        demand(!entry.hasUnreadableRoot && entry.title != nil && entry.id > 0, "it should have been unusable")
    }
    judge(listing.entries.map { TrashedItem($0.key, $0.entry) })
}

private func judge(_ items: [TrashedItem]) {
    let planned = plan(items: items, policy: standard, now: now)
    for (item, decided) in zip(items, planned.items) {
        demand(item.key.id > 0, "an id that is none")
        demand(item.fingerprint == decided.item.fingerprint && item.fingerprint.count == 32, "an odd fingerprint")
        guard decided.decision == .purge else { continue }
        guard let trashedAt = item.trashedAt else { return demand(false, "purged without an age") }
        demand(now.timeIntervalSince(trashedAt) >= 14 * 86_400, "purged too early")
        demand(item.bytes ?? 0 >= 0, "a negative size")
    }
    _ = planned.purgeBytes
}

/// Answers of `fileops`. An operation that ended cleanly is over.
func operation(_ body: [UInt8]) {
    let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: now)
    for operation in (try? reply.decode(OperationList.self))?.operations ?? [] where operation.endedCleanly {
        demand(operation.isOver && !operation.hasError, "a clean end that is none")
    }
    let repaired = RepairedText.of(body)
    demand(RepairedText.of(repaired) == repaired, "repaired twice it changes")
    if !RepairedText.isNeeded(body) { demand(repaired == body, "what needs no repair was changed") }
}

/// Dates of the portal, and of the header. Printed ones read back; placeholders don't count as dates.
func portalDate(_ bytes: [UInt8]) {
    for date in [PortalDate.parse(text(bytes)), PortalDate.parseHTTP(text(bytes))].compactMap(\.self) {
        demand(date.timeIntervalSince1970 >= 365 * 86_400, "a date before there were portals")
        let printed = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let again = PortalDate.parse(printed)
        demand(again.map { abs($0.timeIntervalSince(date)) < 0.002 } ?? false, "\(printed) is another date")
    }
}

/// Runs asynchronous code to its end, because libFuzzer knows none.
private func wait<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task {
        box.value = await body()
        done.signal()
    }
    done.wait()
    return box.value!
}

/// The semaphore keeps the two sides apart.
private final class Box<Value>: @unchecked Sendable {
    var value: Value?
}
