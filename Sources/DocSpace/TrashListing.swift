package import FoundationEssentials

/// One complete pass over the trash.
package struct TrashListing: Sendable {
    /// Every entry once, in the order met. Two entries of one key: the first.
    package var entries: [(key: EntryKey, entry: Entry)] = []
    /// Entries without a usable id, or that don't lie in the trash: never touched.
    package var unusable = 0
    /// The portal's own count on the first page; it may lie.
    package var announcedTotal: Int?
    /// The largest distance between our clock and the portal's `Date` seen in this pass, in seconds. Nil: no `Date`.
    package var clockSkewSeconds: TimeInterval?
    package var pages = 0
    package var bytes = 0
}

extension PortalReader {
    /// How many entries a page may hold; the portal refuses more (docspace/api.md §3).
    static let pageSize = 100
    /// Two million entries; beyond that something is wrong.
    static let mostPages = 20_000
    /// Pages in a row that bring nothing new before the portal is held to be going round in circles.
    static let mostStalePages = 5

    /// Lists the whole trash: page after page until one is empty.
    ///
    /// Never sends `sortBy`, which would change the person's web client, and trusts neither `count` nor `total`. Entries
    /// may be missing when others change places between two pages: absence from one listing proves nothing.
    ///
    /// - Parameter progress: told the number of entries met so far, and the announced total, after each page.
    /// - Throws: when any page fails; there is no partial listing.
    package func listTrash(
        progress: @Sendable (Int, Int?) -> Void = { _, _ in }
    ) async throws(DocSpaceError) -> TrashListing {
        var listing = TrashListing()
        var seen: Set<EntryKey> = []
        var received = 0
        var stalePages = 0
        while listing.pages < Self.mostPages {
            let (page, reply) = try await connection.read(
                "files/@trash?count=\(Self.pageSize)&startIndex=\(received)", as: FolderPage.self)
            listing.note(page, reply)
            let size = page.folders.count + page.files.count
            if size == 0 { return listing }
            received += size
            let known = listing.entries.count
            listing.append(page.folders, .folder, &seen)
            listing.append(page.files, .file, &seen)
            stalePages = listing.entries.count == known ? stalePages + 1 : 0
            guard stalePages < Self.mostStalePages else { throw .malformed("the listing goes round in circles") }
            progress(listing.entries.count, listing.announcedTotal)
        }
        throw .malformed("the listing has no end")
    }
}

extension TrashListing {
    fileprivate mutating func note(_ page: FolderPage, _ reply: HTTPReply) {
        pages += 1
        bytes += reply.body.count
        if announcedTotal == nil { announcedTotal = page.total }
        if let skew = reply.clockSkewSeconds, abs(skew) > abs(clockSkewSeconds ?? 0) || clockSkewSeconds == nil {
            clockSkewSeconds = skew
        }
    }

    fileprivate mutating func append(_ page: [Entry?], _ kind: EntryKind, _ seen: inout Set<EntryKey>) {
        for entry in page {
            guard let entry, entry.rootFolderType ?? RootFolderType.trash == RootFolderType.trash else {
                unusable += 1
                continue
            }
            let key = EntryKey(kind, entry.id)
            if seen.insert(key).inserted { entries.append((key, entry)) }
        }
    }
}
