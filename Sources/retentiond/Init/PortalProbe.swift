import FoundationEssentials
import Retention
import RetentionAdapters
import RetentionEngine

/// The first findings of a key: whose trash it is, how full, and which items the portal itself will soon destroy.
struct PortalProbe {
    /// The portal's name of the key's user; nil if the key lacks the scope for it.
    let person: String?
    /// Lines for people, one for each fact.
    let lines: [String]

    /// Reads only.
    ///
    /// - Throws: `CommandError` (77, 69, 78) if the key or the portal doesn't work.
    static func run(
        _ account: Account, _ connection: AccountConnection, now: Date
    ) async throws(CommandError) -> PortalProbe {
        let reader = connection.reader
        do throws(PortalError) {
            let support = PortalSupport(try await reader.portalVersion())
            let key = try await reader.keyState()
            if let failure = PortalError.scope(of: key) { throw failure }
            let listing = try await reader.list { _, _ in }
            let person = await connection.person() ?? key?.user?.displayName
            return PortalProbe(
                person: person,
                lines: [support.text] + of(key, now) + [owner(key, person, listing)] + of(listing, now))
        } catch {
            throw CommandError(SweepError(error), account: account.portal, under: Invocation())
        }
    }

    private static func of(_ key: KeyState?, _ now: Date) -> [String] {
        guard let end = key?.expiresAt else { return ["the key works, may restore and purge, and does not expire"] }
        let days = Int((end.timeIntervalSince(now) / 86_400).rounded(.down))
        let left = "in \(counted(days, "day"))"
        return ["the key works, may restore and purge, and expires on \(LocalTime.ofMachine.text(end)), \(left)"]
    }

    private static func owner(_ key: KeyState?, _ person: String?, _ listing: Listing) -> String {
        guard let id = listing.trashID else { return "warning: the portal doesn't say whose trash it is" }
        return TrashOwner(trashID: id, user: Person(id: key?.user?.id, displayName: person)).sentence
    }

    private static func of(_ listing: Listing, _ now: Date) -> [String] {
        let folders = listing.items.count { $0.key.kind == .folder }
        let bytes = listing.items.reduce(Int64(0)) { $0.addingSaturated($1.bytes ?? 0) }
        var lines = [
            "\(counted(listing.items.count, "item")) in the trash: \(counted(listing.items.count - folders, "file")) "
                + "(\(ByteCount.format(bytes))) and \(counted(folders, "folder"))"
        ]
        let dates = listing.items.compactMap(\.trashedAt)
        guard let oldest = dates.min() else { return lines }
        let age = Int((now.timeIntervalSince(oldest) / 86_400).rounded(.down))
        lines.append("the oldest was trashed on \(LocalTime.ofMachine.text(oldest)), \(counted(age, "day")) ago")
        let soon = [3, 7].map { days in
            dates.count { now.timeIntervalSince($0) >= Portal.retention / .seconds(1) - Double(days) * 86_400 }
        }
        lines.append(
            "the portal itself destroys everything after 30 days: \(soon[0]) of these within 3 days, \(soon[1]) within 7"
        )
        if let refusal = Guardrail.clock(skewSeconds: listing.clockSkewSeconds) {
            lines.append("warning: \(refusal); nothing would be purged")
        }
        return lines
    }
}
