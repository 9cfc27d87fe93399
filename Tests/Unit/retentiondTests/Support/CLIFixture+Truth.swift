import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// The real events, from the portal's own ledger, and whether the program's records agree.
extension CLIFixture {
    var audit: [AuditLine] { get throws { try AuditLog.lines(at: auditPath) } }

    /// Items of the trash's top that our requests destroyed.
    var destroyed: Set<ItemKey> {
        Set(portal.ledger.destroyed.filter { $0.cause.description == "request" && !$0.isNested }.map(\.item))
    }

    /// Items that our requests moved out of the trash.
    var restored: Set<ItemKey> {
        Set(portal.ledger.moved.filter { $0.cause.description == "request" && $0.from == alice.trashID }.map(\.item))
    }

    /// Items that are in Alice's trash now.
    var trashed: Set<ItemKey> { portal.trash(of: alice) }

    /// All requests that could change something.
    var writes: [RequestRecord] { portal.ledger.requests.filter { $0.method != "GET" } }

    func writes(_ call: String) -> [RequestRecord] { writes.filter { $0.path.hasSuffix("fileops/\(call)") } }

    /// The contents of a file, nil if it isn't there.
    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    var statePath: String { "\(stateDirectory)/accounts/alice.json" }

    /// Nothing was destroyed and nothing moved, by anybody.
    func expectNothingChanged(_ sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(portal.ledger.destroyed.map(\.item) == [], sourceLocation: sourceLocation)
        #expect(portal.ledger.moved.map(\.item) == [], sourceLocation: sourceLocation)
    }

    /// The audit trail records exactly what our requests did: each item requested once, with one outcome.
    ///
    /// - Parameter afterTheUnsent: before it, each may be recorded as a request that was never sent to the portal.
    func expectAuditIsTrue(afterTheUnsent: Bool = false, _ sourceLocation: SourceLocation = #_sourceLocation) throws {
        let audit = try audit
        #expect(
            Set(audit.items("purged")) == Set(destroyed.map(\.description)), "purged", sourceLocation: sourceLocation)
        #expect(
            Set(audit.items("restored") + audit.items("rescued")) == Set(restored.map(\.description)), "restored",
            sourceLocation: sourceLocation)
        for item in destroyed.map(\.description) {
            let events = audit.events(about: item)
            let unsent = ["purge-requested", "purge-failed"]
            let sent = afterTheUnsent && events.starts(with: unsent) ? Array(events.dropFirst(2)) : events
            #expect(sent == ["purge-requested", "purged"], "\(item)", sourceLocation: sourceLocation)
        }
    }

    /// Nothing that the program wrote may contain the key: output, errors, state, audit trail.
    func expectNoKeyInFiles(_ sourceLocation: SourceLocation) {
        let keys = portal.update { Array($0.database.accounts.keys.keys) }
        for file in directory.files where !file.hasPrefix("\(directory.path)/keys/") {
            let text = text(file) ?? ""
            #expect(
                !keys.contains { text.contains($0.dropFirst(3)) }, "the key is in \(file)",
                sourceLocation: sourceLocation)
        }
    }
}

extension CommandResult {
    /// The only error, without its label; fails unless there is one, with at most a hint after it.
    func error(_ sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let lines = complaints.filter { !$0.hasPrefix("warning: ") && !$0.hasPrefix("note: ") }
        let first = try #require(lines.first, "no error was told", sourceLocation: sourceLocation)
        #expect(first.hasPrefix("error: "), sourceLocation: sourceLocation)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("hint: ") }, "\(stderr)", sourceLocation: sourceLocation)
        #expect(lines.count <= 2, "\(stderr)", sourceLocation: sourceLocation)
        return String(first.dropFirst("error: ".count))
    }
}
