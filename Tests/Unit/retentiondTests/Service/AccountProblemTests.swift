import Foundation
import Testing
import Time

@testable import Retention
@testable import RetentionEngine
@testable import RetentionReport
@testable import retentiond

/// Status line, monitoring check, webhook, report and plan describe the same account: whatever one of them can report,
/// it reports exactly when the others do.
@Suite("One account in all outputs")
struct AccountProblemTests {
    /// 2026-11-23 09:00 UTC.
    private static let now = Date(timeIntervalSince1970: 1_795_424_400)

    enum Kind: CaseIterable { case blocked, failing, lasting, keyExpires, quarantine }

    /// The knowledge of the service, its sweeps and the portal about one account.
    struct Situation: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let expected: Set<Kind>
        let edit: @Sendable (inout AccountState, inout AccountStatus, inout KeyState) -> Void
    }

    private static let active: ActivePolicy = {
        let context = PolicyContext(localZone: .utc, zone: { _ in nil })
        let text = """
            {"version":1,"accounts":[{"name":"alice","portal":"https://a.example","apiKey":{"credential":"a"}}],"retention":"14d"}
            """
        switch PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: context) {
        case .failure(let problems): preconditionFailure("\(problems)")
        case .success(let parsed): return ActivePolicy(parsed, context: context)
        }
    }()

    private static func key(_ seconds: Double) -> Situation {
        let isSoon = seconds < 14 * 86_400
        return Situation(testDescription: "a key for \(seconds) s", expected: isSoon ? [.keyExpires] : []) {
            $2.expiresAt = now.addingTimeInterval(seconds)
            $1.keyExpiresAt = $2.expiresAt
        }
    }

    private static func failures(_ count: Int, _ expected: Set<Kind>) -> Situation {
        Situation(testDescription: "\(count) failures", expected: expected) { state, status, _ in
            state.lastSweep?.problem = "no connection"
            (state.consecutiveFailures, status.consecutiveFailures) = (count, count)
            (status.health, status.problem) = (.failing, "no connection")
        }
    }

    private static func block(under digest: String, _ expected: Set<Kind>) -> Situation {
        Situation(testDescription: "a block under \(digest)", expected: expected) { state, _, _ in
            state.blocked = AccountState.Block(reason: "too many", policyDigest: digest, since: now)
        }
    }

    static let situations = [
        Situation(testDescription: "all is well", expected: []) { _, _, _ in },
        key(14 * 86_400 - 1), key(14 * 86_400), key(0), key(-86_400),
        failures(1, [.failing]), failures(2, [.failing]), failures(3, [.failing, .lasting]),
        block(under: active.digest, [.blocked]), block(under: "sha256:earlier", []),
        Situation(testDescription: "a block that makes sweeps fail", expected: [.blocked]) { state, status, key in
            failures(5, []).edit(&state, &status, &key)
            block(under: active.digest, []).edit(&state, &status, &key)
        },
        Situation(testDescription: "quarantine", expected: [.quarantine]) { state, _, _ in
            state.quarantine[ItemKey(.file, 1)] = .init(failures: 1, nextAt: now, reason: "locked")
        },
    ]

    @Test(arguments: situations) func `all outputs agree`(on situation: Situation) {
        var state = AccountState()
        state.policy = AccountState.PolicyRecord(digest: Self.active.digest, since: Self.now, settlesAt: Self.now)
        state.lastSweep = AccountState.SweepRecord(
            id: "s", startedAt: Self.now, finishedAt: Self.now, problem: nil, counts: SweepCounts())
        var account = AccountStatus(name: "alice")
        var key = KeyState(expiresAt: nil, mayWrite: true)
        situation.edit(&state, &account, &key)
        account.adopt(state, under: Self.active.digest)
        var status = ServiceStatus(
            processID: 1, startedAt: Self.now, policyDigest: Self.active.digest, accounts: [account])
        status.checkIntervalSeconds = 900

        let line = StatusLine.text(status).lowercased()
        #expect(
            kinds(in: line, [.blocked: "is blocked", .failing: "no connection", .keyExpires: "the key of"])
                == situation.expected.intersection([.blocked, .failing, .keyExpires]), "\(line)")

        let check = StatusCheck(running: true, status: status, names: [], stopped: nil, now: Self.now)
        let texts: [Kind: String] = [
            .blocked: "blocked: ", .failing: "no connection", .keyExpires: "its key expires",
            .quarantine: "in quarantine",
        ]
        #expect(kinds(in: check.line, texts) == situation.expected.subtracting([.lasting]), "\(check.line)")

        #expect(messages(status) == situation.expected.subtracting([.failing]))

        let listing = AccountView.ListingResult.seen(
            plan(items: [], policy: Self.active.policy, now: Self.now), notes: [], keyExpiresAt: key.expiresAt)
        #expect(
            concerns(AccountView(name: "alice", portal: nil, listing: listing, state: state, status: account))
                == situation.expected)

        let notes = PlanNotes.notes(snapshot(key), state, Self.active, at: "https://a.example").joined(separator: "\n")
        #expect(
            kinds(in: notes, [.blocked: "blocked: ", .keyExpires: "the key expires"])
                == situation.expected.intersection([.blocked, .keyExpires]), "\(notes)")
    }

    private func kinds(in text: String, _ texts: [Kind: String]) -> Set<Kind> {
        Set(texts.filter { text.contains($0.value) }.keys)
    }

    private func messages(_ status: ServiceStatus) -> Set<Kind> {
        var ledger = NotificationLedger()
        ledger.update(status) { UUID().uuidString }
        return Set(
            ledger.due.map { entry in
                switch entry.cause {
                case .blocked: .blocked
                case .failures: .lasting
                case .quarantine: .quarantine
                case .keyExpiry: .keyExpires
                }
            })
    }

    private func concerns(_ view: AccountView) -> Set<Kind> {
        var content = ReportContent(
            generatedAt: Self.now, version: "1", zone: .utc, source: "the journal", trail: TrailDigest(zone: .utc))
        (content.accounts, content.policyDigest) = ([view], Self.active.digest)
        let texts: [Kind: String] = [
            .blocked: "nothing is purged", .failing: "left something undone", .keyExpires: "the key ",
            .quarantine: "in quarantine",
        ]
        return ReportPage(content).concerns.reduce(into: []) { found, concern in
            let kinds = kinds(in: concern.what, texts)
            found.formUnion(kinds)
            if kinds == [.failing], concern.isBad { found.insert(.lasting) }
        }
    }

    private func snapshot(_ key: KeyState) -> TrashSnapshot {
        let listing = Listing(items: [TrashedItem](), unusable: 0, announcedTotal: 0, clockSkewSeconds: 0)
        return TrashSnapshot(
            takenAt: Self.now, listedAt: Self.now, version: .release(PortalSupport.newestChecked), key: key,
            listing: listing, plan: plan(items: [], policy: Self.active.policy, now: Self.now), difference: nil,
            history: SweepHistory())
    }
}
