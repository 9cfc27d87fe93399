import DocSpace
import FoundationEssentials
import Retention
import RetentionAdapters
import RetentionEngine

/// The findings of trying a key at its portal.
struct KeyTrial: Sendable {
    let owner: TrashOwner?
    let expiresAt: Date?
    let items: Int
    /// Why nothing may be changed at this portal; nil if it is supported.
    let objection: String?

    /// The owner of the trash, and how long the key works.
    var text: String {
        let whose = owner.map { "the trash of \($0.description)" } ?? "the portal doesn't say whose trash it is"
        let end = expiresAt.map { "the key expires on \(LocalTime.ofMachine.text($0))" } ?? "the key does not expire"
        return ["\(whose), with \(counted(items, "item"))", end, objection.map { "warning: \($0)" }].compactMap(\.self)
            .joined(separator: "; ")
    }

    /// Tries one key. Reads only.
    ///
    /// - Parameter claims: keeps one trash from belonging to two accounts.
    /// - Throws: `CommandError` (77, 69, 78).
    static func run(_ account: Account, _ key: APIKey, _ claims: TrashClaims) async throws(CommandError) -> KeyTrial {
        let connection = try AccountConnection.open(account, key: key, claims: claims)
        let result: Result<KeyTrial, CommandError>
        do throws(PortalError) {
            result = .success(try await inspect(connection.reader))
        } catch {
            result = .failure(CommandError(SweepError(error), account: account.name, under: Invocation()))
        }
        await connection.close()
        return try result.get()
    }

    private static func inspect(_ reader: DocSpaceTrashReader) async throws(PortalError) -> KeyTrial {
        let support = PortalSupport(try await reader.portalVersion())
        let key = try await reader.keyState()
        if let failure = PortalError.scope(of: key) { throw failure }
        let listing = try await reader.list { _, _ in }
        return KeyTrial(
            owner: listing.trashID.map { TrashOwner(trashID: $0, user: key?.user) }, expiresAt: key?.expiresAt,
            items: listing.items.count, objection: support.objection)
    }

    /// Tries many keys, several at a time.
    ///
    /// - Returns: a result for each, in order.
    static func run(
        _ accounts: [(account: Account, key: APIKey)], _ claims: TrashClaims
    ) async -> [Result<KeyTrial, CommandError>] {
        let results = await withTaskGroup(of: (Int, Result<KeyTrial, CommandError>).self) { group in
            var results: [Int: Result<KeyTrial, CommandError>] = [:]
            var waiting = Array(accounts.enumerated())[...]
            // A sweep by hand also has this many at a time.
            for (index, pair) in waiting.prefix(8) {
                group.addTask { (index, await result(pair.account, pair.key, claims)) }
            }
            waiting = waiting.dropFirst(8)
            for await (index, found) in group {
                results[index] = found
                if let (next, pair) = waiting.popFirst() {
                    group.addTask { (next, await result(pair.account, pair.key, claims)) }
                }
            }
            return results
        }
        return accounts.indices.compactMap { results[$0] }
    }

    private static func result(
        _ account: Account, _ key: APIKey, _ claims: TrashClaims
    ) async -> Result<KeyTrial, CommandError> {
        do throws(CommandError) { return .success(try await run(account, key, claims)) } catch {
            return .failure(error)
        }
    }
}
