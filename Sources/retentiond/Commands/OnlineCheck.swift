import FoundationEssentials
import Retention
import RetentionAdapters
import RetentionEngine

/// Tries one account at its portal: the key, the trash, and each fixed restore target. Reads only.
struct OnlineCheck {
    let account: Account
    let active: ActivePolicy
    /// Shared by all accounts that are tried together.
    let claims: TrashClaims
    /// Where earlier sweeps stored the owner of the trash.
    let store: StateStore
    let keys: KeyRing
    let invocation: Invocation

    /// - Returns: one line for each thing that works.
    /// - Throws: `CommandError` (77, 69, 78) for the first thing that doesn't.
    func run() async throws(CommandError) -> [String] {
        let connection = try AccountConnection.open(account, key: try keys.key(of: account), claims: claims)
        let result: Result<[String], CommandError>
        do throws(CommandError) { result = .success(try await attempt(connection.reader)) } catch {
            result = .failure(error)
        }
        await connection.close()
        return try result.get()
    }

    private var policy: Policy { active.policy }

    private func attempt(_ reader: DocSpaceTrashReader) async throws(CommandError) -> [String] {
        var lines: [String] = []
        var facts = AccountFacts()
        let listing: Listing
        do throws(PortalError) {
            let support = PortalSupport(try await reader.portalVersion())
            facts.support = support
            lines.append("\(account.name): \(support.text)")
            let key = try await reader.keyState()
            facts.key = key
            listing = try await reader.list { _, _ in }
            let owner = listing.trashID.map { TrashOwner(trashID: $0, user: key?.user) }
            lines.append("\(account.name): \(owner?.sentence ?? "the portal doesn't say whose trash it is")")
            lines.append("\(account.name): the key works; \(counted(listing.items.count, "item")) in the trash")
            if let expiresAt = key?.expiresAt {
                lines.append("\(account.name): the key expires on \(expiresAt.formatted(.iso8601))")
            }
            (facts.trash, facts.earlierTrash) = (owner, earlierTrash)
            lines += trashedByWarnings(key?.user)
            if let refusal = Guardrail.clock(skewSeconds: listing.clockSkewSeconds) {
                lines.append("\(account.name): warning: \(refusal); nothing would be purged")
            }
        } catch {
            throw CommandError(SweepError(error), account: account.name, under: invocation)
        }
        if let problem = facts.problems(at: Date()).lazy.compactMap(SweepError.init).first {
            throw CommandError(problem, account: account.name, under: invocation)
        }
        for target in fixedTargets {
            do throws(PortalError) {
                lines += described(try await reader.destination(target), target)
            } catch {
                switch error.kind {
                case .denied, .missing:
                    throw CommandError(
                        .badConfiguration, "\(account.name): nothing can be restored to \(target): \(error)",
                        hint: "name a folder of this user that exists and may be written to")
                case .keyRefused, .unavailable, .throttled, .cancelled, .superseded, .sharedTrash:
                    throw CommandError(SweepError(error), account: account.name, under: invocation)
                }
            }
        }
        return lines + (try await selfCheck(listing, reader)).map { "\(account.name): \($0)" }
    }

    /// The effects of each rule on the present trash.
    private func selfCheck(
        _ listing: Listing, _ reader: DocSpaceTrashReader
    ) async throws(CommandError) -> [String] {
        let now = Date()
        // A user who may not read the state checks the rules alone.
        let state = (try? store.load(account: account.name)) ?? AccountState()
        var history =
            (try? TrashSnapshot.history(
                of: account.name, active: active, state: state, store: store, now: now, at: now)) ?? SweepHistory()
        history.account = account.name
        do throws(SweepError) {
            history.origins = try await OriginInspector(reader: reader).inspect(
                originFolders(toInspectFor: listing.items, policy: policy, now: now, history: history))
        } catch {
            throw CommandError(error, account: account.name, under: invocation)
        }
        return PolicySelfCheck(items: listing.items, policy: policy, now: now, history: history).lines
    }

    /// The owner of the trash that earlier sweeps stored. Also nil for a user who may not read the state, but may
    /// check.
    private var earlierTrash: TrashOwner? {
        (try? store.load(account: account.name))?.expectedTrash(at: account.portal)
    }

    /// - Parameter user: the user that the key acts as, nil if the portal doesn't say.
    private func trashedByWarnings(_ user: Person?) -> [String] {
        guard let user, let name = user.displayName ?? user.id else { return [] }
        return TrashedByFinding.findings(policy.rules, user: user).map { finding in
            "\(account.name): warning: \(finding): everything in this trash was trashed by \(String(sanitizing: name))"
        }
    }

    /// - Returns: lines about a destination that works, with a warning of items that its room would not take or not
    ///   keep.
    private func described(_ destination: RestoreDestination, _ target: FixedTarget) -> [String] {
        var lines = ["\(account.name): \(target) (id \(destination.id)) accepts restored items"]
        if let lifetime = destination.lifetime {
            lines.append(
                """
                \(account.name): warning: \(target) lies in a room that deletes files \(lifetime.text); folders and \
                items that would be deleted within a day are not restored there
                """)
        }
        if destination.isFormRoom {
            lines.append(
                """
                \(account.name): warning: \(target) lies in a form-filling room: it accepts no folders, and a form \
                restored there is opened to the room's members and to holders of its link
                """)
        }
        return lines
    }

    /// Every destination that doesn't depend on an item, once, in the order of the rules.
    private var fixedTargets: [FixedTarget] {
        var targets: [FixedTarget] = []
        for rule in policy.rules {
            guard let target = rule.restoreTarget, !targets.contains(target.fixed) else { continue }
            targets.append(target.fixed)
        }
        return targets
    }
}

extension Rule {
    /// The rule's destination, if it restores.
    fileprivate var restoreTarget: RestoreTarget? {
        switch action {
        case .hold(_, let target), .restore(let target): target
        case .purge: nil
        }
    }
}

extension RestoreTarget {
    /// The destination to use if the item's own is impossible.
    fileprivate var fixed: FixedTarget {
        switch self {
        case .origin(let fallback): fallback
        case .fixed(let target): target
        }
    }
}
