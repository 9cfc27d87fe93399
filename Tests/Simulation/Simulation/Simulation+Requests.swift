import Foundation
import RetentionEngine
import Synchronization

@testable import DocSpace
@testable import DocSpaceSimulator

extension PortalRequest {
    /// The client's request, as it arrives at the portal.
    ///
    /// - Parameter path: including the client's addition to each reading.
    init(_ call: HTTPCall, path: String, key: String) {
        self.init(
            call.method.rawValue, "/api/2.0/\(path)", authorization: "Bearer \(key)", host: "portal.example",
            body: call.body ?? [])
    }
}

extension PortalRequest {
    /// The query without the part that never repeats, so that transcripts are the same each time.
    fileprivate var lastingQuery: String {
        queryText.split(separator: "&").filter { !$0.hasPrefix("_=") }.joined(separator: "&")
    }
}

extension HTTPCall {
    /// Whether it requests a folder.
    var isOfFolder: Bool { method == .get && path.hasPrefix("files/folder/") }
}

/// Between the daemon and the portal.
extension Simulation {
    /// Passes a request on and returns the portal's answer.
    func answer(_ call: HTTPCall, isDoubled: Bool, faults: [FaultEffect]) -> PortalReply {
        let path = call.method == .get ? nonces.unrepeated(call.path) : call.path
        let request = PortalRequest(call, path: path, key: key)
        arrive(request, isDoubled: isDoubled)
        for fault in faults { portal.fail(fault, when: RequestMatch(count: 1)) }
        let before = Set(portal.operations.map(\.id))
        let shown = truthsAsReadsShowThem()
        let reply = portal.respond(to: request)
        show(request, reply, shown)
        note(request, reply, before, isDoubled: isDoubled)
        if isDoubled {
            let before = Set(portal.operations.map(\.id))
            let second = portal.respond(to: request)
            note(request, second, before, isDoubled: true)
        }
        portal.clearTrouble()
        check()
        return reply
    }

    /// Checks a request at the moment of its arrival.
    private func arrive(_ request: PortalRequest, isDoubled: Bool) {
        let (user, items) = (alice.id, Self.items(of: request))
        let wrong = portal.update { state in
            story.withLock { story -> [String] in
                let (elapsed, now) = (story.elapsed, self.now(story))
                if story.hasOtherKey {
                    return request.method == "PUT" ? ["changed the trash of another user, whose key it was given"] : []
                }
                if request.path.hasSuffix("settings/version/build") { story.oracle.sweepBegan(now: now) }
                if request.path.hasSuffix("files/@trash"), !request.queryText.contains("count=1&") {
                    story.oracle.pageRequested(
                        isFirst: request.queryText.contains("startIndex=0"),
                        truths: state.asReadsShowIt.truths(of: user, finance: story.finance, author: zoe.id),
                        at: elapsed, now: now)
                }
                if request.method == "GET", let item = Self.single(request.path) {
                    story.oracle.sweep.found[item] =
                        state.asReadsShowIt.truths(of: user, finance: story.finance, author: zoe.id)[item]
                }
                guard request.method == "PUT" else { return [] }
                if state.settings.version < .v3_7_1 {
                    return ["changed a portal of \(state.settings.version.rawValue)"]
                }
                return state.database.lifetimeProblems(
                    of: request, items, isClockRight: story.ourOffset == 0, at: state.time.instant)
                    + story.oracle.unseenProblems(of: items, in: state)
                    + story.oracle.judge(
                        request, items, state.database.truths(of: user, finance: story.finance, author: zoe.id),
                        putBack: state.database.putBack(by: request, items), at: elapsed, now: now)
            }
        }
        for message in wrong { fail(message) }
    }

    /// Stores what an answer shows of the trash.
    ///
    /// - Parameter before: what reads showed before it was answered, because time passes in between.
    private func show(_ request: PortalRequest, _ reply: PortalReply, _ before: [ItemKey: Truth]) {
        guard request.method == "GET", reply.status == 200 else { return }
        let keys: [ItemKey]
        if request.path.hasSuffix("files/@trash") {
            let page = JSONValue(parsing: reply.body)?["response"]
            keys =
                (page?["files"]?.elements ?? []).compactMap { $0["id"]?.integer }.map(ItemKey.file)
                + (page?["folders"]?.elements ?? []).compactMap { $0["id"]?.integer }.map(ItemKey.folder)
        } else if let item = Self.single(request.path) {
            keys = [item]
        } else {
            return
        }
        let after = truthsAsReadsShowThem()
        story.withLock { story in
            for key in keys {
                if let truth = after[key] ?? before[key] {
                    story.oracle.shown[key] = (story.elapsed, truth)
                } else {
                    story.oracle.keptReplyShowed(key)
                }
            }
            if request.path.hasSuffix("files/@trash") { story.oracle.pageShowed(keys) }
        }
    }

    private func truthsAsReadsShowThem() -> [ItemKey: Truth] {
        let finance = story.withLock(\.finance)
        return portal.update { $0.asReadsShowIt.truths(of: alice.id, finance: finance, author: zoe.id) }
    }

    /// Stores which operations a request has queued.
    private func note(_ request: PortalRequest, _ reply: PortalReply, _ before: Set<String>, isDoubled: Bool) {
        let new = portal.operations.map(\.id).filter { !before.contains($0) }
        let items = Self.items(of: request)
        story.withLock { story in
            let requested = items.map(\.description).sorted().joined(separator: ",")
            story.note(
                "\(request.method) \(request.path)?\(request.lastingQuery) \(requested) \(reply.status)",
                detail: "\(reply.body.count)")
            guard request.method == "PUT" else { return }
            let kind: Oracle.Call.Kind =
                request.path.hasSuffix("move") ? .move : request.path.hasSuffix("delete") ? .delete : .empty
            story.tally["\(kind)", default: 0] += 1
            if kind == .move, reply.status == 200 { story.oracle.sweep.unverified.formUnion(items) }
            story.newestOperations = new
            for operation in new {
                story.oracle.calls[operation] = Oracle.Call(
                    kind: kind, items: items, isDoubled: isDoubled, madeAt: story.elapsed)
            }
        }
    }

    /// An answer has arrived intact.
    func arrived(_ call: HTTPCall, skew: TimeInterval?) {
        if call.method == .put {
            story.withLock { story in
                for operation in story.newestOperations { story.oracle.calls[operation]?.isHeard = true }
            }
        }
        if call.isOfFolder { story.withLock { $0.oracle.sweep.foldersInDoubt -= 1 } }
        guard call.path.hasPrefix("files/@trash"), !call.path.contains("count=1&") else { return }
        story.withLock { story in
            story.oracle.pageArrived(skew: skew, at: story.elapsed, now: self.now(story))
        }
    }

    private static func items(of request: PortalRequest) -> Set<ItemKey> {
        guard request.method == "PUT", let body = JSONValue(parsing: request.body) else { return [] }
        let files = (body["fileIds"]?.elements ?? []).compactMap(\.integer).map(ItemKey.file)
        let folders = (body["folderIds"]?.elements ?? []).compactMap(\.integer).map(ItemKey.folder)
        return Set(files + folders)
    }

    /// The item that a request inspects: its path ends in `files/file/17`.
    private static func single(_ path: String) -> ItemKey? {
        let parts = path.split(separator: "/").suffix(3)
        guard parts.count == 3, parts.first == "files", let id = parts.last.flatMap({ Int($0) }) else { return nil }
        let kind = parts[parts.startIndex + 1]
        return kind == "file" ? .file(id) : kind == "folder" ? .folder(id) : nil
    }

    /// Records are safe: they count as recorded.
    func recorded(_ records: [SealedRecord]) {
        let user = alice.id
        let wrong = portal.update { state in
            let trash = Set(state.database.trashEntries(of: user))
            let shown = Set(state.asReadsShowIt.trashEntries(of: user))
            return story.withLock { story in
                records.flatMap { record in
                    story.oracle.take(
                        record, exists: { state.database.tree.exists($0) }, isInTrash: { trash.contains($0) },
                        isShown: { shown.contains($0) }, readLag: state.settings.readLag, at: story.elapsed)
                }
            }
        }
        for message in wrong { fail(message) }
        for record in records {
            let item = [record.fields["RETENTIOND_ITEM_KIND"], record.fields["RETENTIOND_ITEM_ID"]].compactMap(\.self)
            note(
                "recorded \(record.fields["RETENTIOND_EVENT"] ?? "")",
                about: [item.joined(separator: ":"), record.fields["RETENTIOND_REASON"] ?? ""])
        }
    }

    func note(_ text: String, about: [String] = []) {
        story.withLock { story in
            story.note(([text] + about).joined(separator: " "))
            story.tally[text, default: 0] += 1
        }
    }

    /// Counts a request of the daemon, whether or not it arrives.
    func count(_ call: HTTPCall) {
        let message = story.withLock { story -> String? in
            if call.method == .get {
                if let item = Self.single(call.path) { story.oracle.sweep.unverified.remove(item) }
                story.oracle.sweep.inDoubt = []
            }
            return story.pace.count(at: story.elapsed, path: call.path, process: story.processes)
        }
        if let message { fail(message) }
    }

    /// A changing call ended with an open effect.
    func doubt(_ call: HTTPCall) {
        let items = Set(Self.items(of: call))
        story.withLock { $0.oracle.sweep.inDoubt.formUnion(items) }
    }

    /// A 429 was sent: for this time no further request of the kind may come.
    func noteRefusal(_ status: Int, _ retryAfter: String?, of call: HTTPCall) {
        guard status == 429, let seconds = retryAfter.flatMap({ Int($0) }), seconds <= 900 else { return }
        story.withLock { story in
            story.pace.wait(until: story.elapsed + .seconds(seconds), path: call.path, process: story.processes)
        }
    }
}

extension Database {
    /// The items that a move would return to where they were trashed from.
    func putBack(by request: PortalRequest, _ items: Set<ItemKey>) -> Set<ItemKey> {
        guard request.path.hasSuffix("move"),
            let destination = JSONValue(parsing: request.body)?["destFolderId"]?.integer
        else { return [] }
        return items.filter { tree.origin(of: $0) == destination }
    }

    /// The items of a restore that a room with a file lifetime would soon destroy (api.md §6): the room's ledger shows
    /// the rest.
    func lifetimeProblems(
        of request: PortalRequest, _ items: Set<ItemKey>, isClockRight: Bool, at instant: Date
    ) -> [String] {
        guard request.path.hasSuffix("move"), isClockRight,
            let destination = JSONValue(parsing: request.body)?["destFolderId"]?.integer,
            let lifetime = tree.ancestry(ofFolder: destination).compactMap(\.lifetime).first, lifetime.isEnabled
        else { return [] }
        return items.sorted { $0.description < $1.description }.compactMap { item in
            guard item.kind == .file else { return "\(item) is restored into a room whose files end" }
            guard let end = files[item.id]?.updated.map(lifetime.end), end < instant.addingTimeInterval(86_000) else {
                return nil
            }
            return "\(item) is restored into a room that ends it at \(end)"
        }
    }
}

extension Oracle {
    /// An operation that still waits unseen, and whose id the service knows, must not be requested again.
    func unseenProblems(of items: Set<ItemKey>, in state: PortalState) -> [String] {
        state.jobs.all.filter { !$0.isListed && !$0.status.isOver }.flatMap { operation -> [String] in
            guard let call = calls[operation.id], call.isHeard, !call.isDoubled else { return [] }
            return call.items.intersection(items).sorted { $0.description < $1.description }.map {
                "\($0) is requested again while an operation that left the list may still run"
            }
        }
    }

    /// Checks a changing call.
    fileprivate mutating func judge(
        _ request: PortalRequest, _ items: Set<ItemKey>, _ present: [ItemKey: Truth], putBack: Set<ItemKey>,
        at elapsed: Duration, now: Date
    ) -> [String] {
        var wrong: [String] = []
        if request.path.hasSuffix("move") {
            wrong = judgeMove(items, putBack: putBack, at: elapsed, now: now)
            wrong += staleProblems(of: items, isPurge: false, at: elapsed, now: now)
        } else if request.path.hasSuffix("delete") {
            wrong = judgePurge(items, at: elapsed, now: now)
            wrong += staleProblems(of: items, isPurge: true, at: elapsed, now: now)
            sweep.hasPurged = true
        } else {
            wrong = judgeEmptying(present, at: elapsed, now: now)
            sweep.hasPurged = true
        }
        for item in items.intersection(sweep.inDoubt).sorted(by: { $0.description < $1.description }) {
            wrong.append("\(item) is asked for again without a look")
        }
        for item in items where trail.items[item]?.isOpen != true {
            wrong.append("\(item) is asked for without a record that says so")
        }
        return wrong
    }
}
