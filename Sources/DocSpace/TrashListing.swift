package import FoundationEssentials

/// The whole trash, as one or more passes over it show it.
package struct TrashListing: Sendable {
    /// Every entry once, in the order first met, as it was last seen.
    package fileprivate(set) var entries: [(key: EntryKey, entry: Entry)] = []
    /// Entries without a usable id or a title, or that don't lie in the trash: never touched.
    package fileprivate(set) var unusable = 0
    /// The portal's own count, from the first page of the last pass; it may lie.
    package fileprivate(set) var announcedTotal: Int?
    /// The largest distance between our clock and the portal's `Date`, in seconds. Nil: no `Date` was sent.
    package fileprivate(set) var clockSkewSeconds: TimeInterval?
    package fileprivate(set) var pages = 0

    /// Texts of the entries met so far, those met again included, in bytes.
    fileprivate var textBytes = 0
    fileprivate var places: [EntryKey: Int] = [:]
    /// Seen outside the trash, or unreadable, in any pass.
    fileprivate var excluded: Set<EntryKey> = []

    /// Whether fewer entries are known than the portal announced.
    package var isShort: Bool { announcedTotal.map { entries.count + unusable < $0 } ?? false }
}

extension PortalReader {
    /// How many entries a page may hold; the portal refuses more (docspace/api.md §3).
    private static let pageSize = 100
    /// Two million entries; beyond that something is wrong.
    private static let mostPages = 20_000
    /// Pages in a row that bring nothing new within a pass before the portal is held to be going round in circles.
    private static let mostStalePages = 50
    private static let mostPasses = 5
    /// Titles and names of one pass, in bytes. An honest entry has some 300: this is enough for 800,000 of them, and little
    /// enough that one portal's listing doesn't take the memory of all accounts.
    package static let mostTextBytes = 256 << 20

    /// Lists the whole trash, page after page until one is empty.
    ///
    /// Entries trashed in the same second change places between pages, so that a pass may leave some out. While fewer are
    /// known than the portal announces, another pass is made, until one brings nothing new. Absence proves little all the
    /// same. Never sends `sortBy`, which would change the person's web client.
    ///
    /// - Parameters:
    ///   - mostTextBytes: of titles and names in one pass; beyond it the listing fails.
    ///   - progress: told the number of entries met so far, and the announced total, after each page.
    /// - Throws: when any page fails; there is no partial listing.
    package func listTrash(
        mostTextBytes: Int = Self.mostTextBytes, progress: @Sendable (Int, Int?) -> Void = { _, _ in }
    ) async throws(DocSpaceError) -> TrashListing {
        var listing = TrashListing()
        for _ in 0..<Self.mostPasses {
            let known = listing.entries.count
            try await pass(&listing, mostTextBytes, progress)
            let isNews = listing.entries.count > known
            guard isNews, listing.isShort else { break }
        }
        let excluded = listing.excluded
        listing.entries.removeAll { excluded.contains($0.key) }
        return listing
    }

    /// Asks for a single entry of the trash, only to see whether the portal still serves it.
    package func probeTrash() async throws(DocSpaceError) {
        _ = try await connection.read("files/@trash?count=1&startIndex=0", as: FolderPage.self)
    }

    private func pass(
        _ listing: inout TrashListing, _ mostTextBytes: Int, _ progress: @Sendable (Int, Int?) -> Void
    ) async throws(DocSpaceError) {
        var received = 0
        var stalePages = 0
        var seenInPass: Set<EntryKey> = []
        listing.unusable = 0
        listing.textBytes = 0
        for number in 0..<Self.mostPages {
            let (page, reply) = try await connection.read(
                "files/@trash?count=\(Self.pageSize)&startIndex=\(received)", as: FolderPage.self)
            listing.note(page, reply, isFirst: number == 0)
            guard page.current?.rootFolderType ?? RootFolderType.trash == RootFolderType.trash else {
                throw .malformed("it is the listing of another folder")
            }
            guard listing.entries.count + listing.excluded.count <= Self.pageSize * Self.mostPages else {
                throw .malformed("the listing has no end")
            }
            let size = page.folders.count + page.files.count
            if size == 0 { return }
            // By what came, not by what was asked for: hidden entries then only make pages overlap.
            received += size
            let known = seenInPass.count
            listing.append(page.folders, .folder, &seenInPass)
            listing.append(page.files, .file, &seenInPass)
            guard listing.textBytes <= mostTextBytes else {
                throw .malformed("its titles and names take more than \(mostTextBytes) bytes")
            }
            stalePages = seenInPass.count == known ? stalePages + 1 : 0
            guard stalePages < Self.mostStalePages else { throw .malformed("the listing goes round in circles") }
            progress(listing.entries.count, listing.announcedTotal)
        }
        throw .malformed("the listing has no end")
    }
}

extension TrashListing {
    fileprivate mutating func note(_ page: FolderPage, _ reply: HTTPReply, isFirst: Bool) {
        pages += 1
        if isFirst { announcedTotal = page.total }
        guard let skew = reply.clockSkewSeconds else { return }
        if abs(skew) >= abs(clockSkewSeconds ?? 0) { clockSkewSeconds = skew }
    }

    fileprivate mutating func append(_ page: [Entry?], _ kind: EntryKind, _ seenInPass: inout Set<EntryKey>) {
        for entry in page {
            guard let entry else {
                unusable += 1
                continue
            }
            textBytes += entry.textBytes
            let key = EntryKey(kind, entry.id)
            guard entry.title != nil, !entry.hasUnreadableRoot,
                entry.rootFolderType ?? RootFolderType.trash == RootFolderType.trash
            else {
                unusable += 1
                excluded.insert(key)
                continue
            }
            seenInPass.insert(key)
            if let place = places[key] {
                entries[place].entry = entry
            } else {
                places[key] = entries.count
                entries.append((key, entry))
            }
        }
    }
}
