package import FoundationEssentials

/// The whole trash, from one or more passes over it.
package struct TrashListing<Entries: EntryStore>: Sendable {
    /// Every entry once, in the order first met, as it was last seen.
    package fileprivate(set) var store = Entries()
    /// Entries without a usable id or a title, or outside the trash: never touched.
    package fileprivate(set) var unusable = 0
    /// Met in an earlier pass and not in the last, which left them out, or they are no longer in the trash.
    package fileprivate(set) var unconfirmed: Set<EntryKey> = []
    /// Whether a pass met an entry twice: entries came, went or changed places during it.
    package fileprivate(set) var hasRepeats = false
    /// The portal's own count, from the last pass; it may be wrong. From the first page, or the smallest of the later ones if
    /// that is larger: then the first was wrong, and nothing has just been added.
    package fileprivate(set) var announcedTotal: Int?
    /// The id of the trash itself. Nil: not sent.
    package fileprivate(set) var trashID: Int?
    /// The largest distance between our clock and the portal's `Date`, in seconds. Nil: no `Date` was sent.
    package fileprivate(set) var clockSkewSeconds: TimeInterval?
    package fileprivate(set) var pages = 0
    /// Of a single page: from the request to the answer. Nil if not measured.
    package fileprivate(set) var elapsed: Duration?
    fileprivate var passes = 0
    /// Counts of the pass's first page, and the smallest of its others.
    fileprivate var firstTotal: Int?
    fileprivate var laterTotal: Int?

    /// Texts of the entries met so far, repeated ones included, in bytes.
    fileprivate var textBytes = 0
    fileprivate var keyIndex = KeyIndex()
    /// Seen outside the trash, or unreadable, in any pass.
    fileprivate var excluded: Set<EntryKey> = []

    /// Entries that the portal can't list even alone, by their numbers in its order, from 1, and why not the first.
    package fileprivate(set) var unlistable: [Int] = []
    fileprivate var unlistableCause: DocSpaceError?

    /// The number of entries known, unusable and unlistable ones included.
    private var met: Int { store.count + unusable + unlistable.count }
    /// Whether fewer entries are known than the portal announced.
    package var isShort: Bool { announcedTotal.map { met < $0 } ?? false }

    /// Why it is not proven that the portal showed the trash to its end, as one clause; nil if it is proven.
    package var incompleteReason: String? {
        if let unlistableCause {
            let shown = unlistable.prefix(5).map(String.init).joined(separator: ", ")
            let which = unlistable.count == 1 ? "entry number \(shown)" : "\(unlistable.count) entries, number \(shown)"
            let rest = unlistable.count > 5 ? " and more" : ""
            return "\(which)\(rest) of the trash, can't be listed even alone: \(unlistableCause)"
        }
        guard let announcedTotal else { return "the portal doesn't say how many entries there are" }
        guard isShort else { return nil }
        return "the portal announces \(announcedTotal) entries and lists \(met)"
    }
}

extension TrashListing<EntryArray> {
    package var entries: [(key: EntryKey, entry: Entry)] { store.entries }
}

extension PortalReader {
    /// The largest number of entries on a page; the portal refuses more (docspace-api.md §3).
    private static let pageSize = 100
    /// Two million entries; a larger number means an error.
    private static let maxPages = 20_000
    /// Pages in a row without a new entry after which the portal is assumed to repeat itself endlessly.
    private static let maxStalePages = 50
    /// A pass over entries of one second may miss a third of them; this many passes find all, if each adds some.
    private static let maxPasses = 30
    /// Passes in a row without a new entry after which the missing ones count as out of reach.
    private static let maxPassesWithoutNews = 2
    /// Titles and names of one pass, in bytes. An honest entry has some 300: this is enough for 1,700,000 of them, and low
    /// enough that one portal's listing doesn't take the memory of all accounts.
    package static let maxTextBytes = 512 << 20

    /// Lists the whole trash, page after page until one is empty.
    ///
    /// Entries trashed in the same second change places between pages, so a pass may leave some out and show others twice.
    /// While fewer are known than the portal announces, pages are read again where one repeated entries, and then another
    /// pass is made, until two in a row add nothing. Absence still proves little, and so does presence in a pass before the
    /// last: a person may have restored the entry since (`unconfirmed`). Never sends `sortBy`, which would change the
    /// person's web client.
    ///
    /// - Parameters:
    ///   - maxTextBytes: of titles and names in one pass; with more the listing fails.
    ///   - progress: gets the number of entries met so far, and the announced total, after each page.
    /// - Throws: when a page fails for another reason than its entries.
    package func listTrash<Entries: EntryStore>(
        into type: Entries.Type = EntryArray.self, maxTextBytes: Int = Self.maxTextBytes,
        progress: @Sendable (Int, Int?) -> Void = { _, _ in }
    ) async throws(DocSpaceError) -> TrashListing<Entries> {
        var listing = TrashListing<Entries>()
        var withoutNews = 0
        for _ in 0..<Self.maxPasses {
            let known = listing.store.count
            try await pass(&listing, maxTextBytes, progress)
            // A pass that lacks entries of an earlier one proves that their order changes: the next may show the rest.
            let isSettled = listing.store.count == known && listing.unconfirmed.isEmpty
            withoutNews = isSettled ? withoutNews + 1 : 0
            guard listing.isShort, withoutNews < Self.maxPassesWithoutNews else { break }
        }
        let excluded = listing.excluded
        if !excluded.isEmpty { listing.store.removeAll { excluded.contains($0) } }
        return listing
    }

    /// Reads one page of the trash: its entries as they are now, which proves nothing about others.
    ///
    /// If one of its entries keeps the page from being served, it is read in parts, as in a listing. If it hides entries,
    /// reading continues where it ended, as long as the portal announces more.
    ///
    /// - Parameters:
    ///   - start: of entries, as the portal orders them now.
    ///   - count: 1...100.
    package func listPage<Entries: EntryStore>(
        into type: Entries.Type = EntryArray.self, at start: Int, count: Int
    ) async throws(DocSpaceError) -> TrashListing<Entries> {
        var listing = TrashListing<Entries>()
        do {
            try await withThrowingTaskGroup(of: TrashPages.Arrival.self) { group in
                try await page(&listing, &group, at: start, count: count)
            }
        } catch let error as DocSpaceError {
            throw error
        } catch {
            throw .cancelled
        }
        let excluded = listing.excluded
        if !excluded.isEmpty { listing.store.removeAll { excluded.contains($0) } }
        return listing
    }

    private func page<Entries>(
        _ listing: inout TrashListing<Entries>, _ group: inout ThrowingTaskGroup<TrashPages.Arrival, any Error>,
        at start: Int, count: Int
    ) async throws {
        defer { group.cancelAll() }
        var pages = TrashPages(connection: connection, size: count)
        var seen = SeenIndices()
        var received = 0
        repeat {
            let answer = try await pages.page(at: start + received, upTo: nil, &group)
            if let failure = answer.failure {
                received += 1
                listing.unlistable.append(start + received)
                listing.unlistableCause = listing.unlistableCause ?? failure
                continue
            }
            // The first of several parts is older than the last.
            listing.elapsed = pages.isReadingParts || received > 0 ? nil : answer.elapsed
            try listing.take(answer, isFirst: listing.pages == 0, &seen)
            if answer.size == 0 { return }
            received += answer.size
        } while received < count && (pages.isReadingParts || start + received < listing.announcedTotal ?? 0)
    }

    /// Requests a single entry of the trash, only to see whether the portal still serves it.
    package func probeTrash() async throws(DocSpaceError) {
        _ = try await connection.read("files/@trash?count=1&startIndex=0", as: FolderPage.self)
    }

    private func pass<Entries>(
        _ listing: inout TrashListing<Entries>, _ maxTextBytes: Int, _ progress: @Sendable (Int, Int?) -> Void
    ) async throws(DocSpaceError) {
        do {
            try await withThrowingTaskGroup(of: TrashPages.Arrival.self) { group in
                try await pass(&listing, &group, maxTextBytes, progress)
            }
        } catch let error as DocSpaceError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    private func pass<Entries>(
        _ listing: inout TrashListing<Entries>, _ group: inout ThrowingTaskGroup<TrashPages.Arrival, any Error>,
        _ maxTextBytes: Int, _ progress: @Sendable (Int, Int?) -> Void
    ) async throws {
        // Requests in advance that aren't needed must not outlive the pass.
        defer { group.cancelAll() }
        var pages = TrashPages(connection: connection, size: Self.pageSize)
        var received = 0
        var stalePages = 0
        var seenInPass = SeenIndices()
        let knownBefore = listing.store.count
        defer { listing.noteUnconfirmed(seenInPass, of: knownBefore) }
        listing.passes += 1
        listing.unusable = 0
        listing.unlistable = []
        listing.unlistableCause = nil
        listing.textBytes = 0
        var isFirst = true
        var seams: [Int] = []
        for _ in 0..<Self.maxPages {
            let answer = try await pages.page(at: received, upTo: listing.announcedTotal, &group)
            if let failure = answer.failure {
                received += 1
                listing.unlistable.append(received)
                listing.unlistableCause = listing.unlistableCause ?? failure
                continue
            }
            let known = seenInPass.count
            try listing.take(answer, isFirst: isFirst, &seenInPass)
            isFirst = false
            guard listing.store.count + listing.excluded.count <= Self.pageSize * Self.maxPages else {
                throw DocSpaceError.malformed("the listing has no end")
            }
            if answer.size == 0 { return try await readSeams(seams, &listing, &seenInPass, &group) }
            if seenInPass.count < known + answer.size { seams.append(received) }
            // By the number received, not requested: hidden entries then only make pages overlap.
            received += answer.size
            guard listing.textBytes <= maxTextBytes else {
                throw DocSpaceError.malformed("its titles and names take more than \(maxTextBytes) bytes")
            }
            stalePages = seenInPass.count == known ? stalePages + 1 : 0
            guard stalePages < Self.maxStalePages else {
                throw DocSpaceError.malformed("the listing repeats itself")
            }
            progress(listing.store.count, listing.announcedTotal)
        }
        throw DocSpaceError.malformed("the listing has no end")
    }

    /// Reads again where a page began with entries of the previous one: the entries that changed places with them are there,
    /// and on neither page. A page over such an index shows all of up to 50 entries of the same second.
    private func readSeams<Entries>(
        _ seams: [Int], _ listing: inout TrashListing<Entries>, _ seenInPass: inout SeenIndices,
        _ group: inout ThrowingTaskGroup<TrashPages.Arrival, any Error>
    ) async throws {
        var pages = TrashPages(connection: connection, size: Self.pageSize)
        for seam in seams where listing.isShort {
            let answer = try await pages.page(at: max(0, seam - Self.pageSize / 2), upTo: nil, &group)
            if answer.failure == nil { try listing.takeAgain(answer, &seenInPass) }
        }
    }
}

/// Indices that were met in a pass: a bit each.
private struct SeenIndices {
    private var bits: [UInt64] = []
    private(set) var count = 0

    /// - Returns: whether it was not met before.
    @discardableResult
    mutating func insert(_ index: Int) -> Bool {
        while bits.count <= index / 64 { bits.append(0) }
        let bit = UInt64(1) << (index % 64)
        guard bits[index / 64] & bit == 0 else { return false }
        count += 1
        bits[index / 64] |= bit
        return true
    }

    func contains(_ index: Int) -> Bool {
        index / 64 < bits.count && bits[index / 64] & UInt64(1) << (index % 64) != 0
    }
}

extension TrashListing {
    fileprivate mutating func note(_ page: TrashPages.Page, isFirst: Bool) {
        pages += 1
        if isFirst {
            (firstTotal, laterTotal) = (page.content.total, nil)
        } else {
            laterTotal = [laterTotal, page.content.total].compactMap(\.self).min()
        }
        announcedTotal = [firstTotal, laterTotal].compactMap(\.self).max()
        guard let skew = page.clockSkewSeconds else { return }
        if abs(skew) >= abs(clockSkewSeconds ?? 0) { clockSkewSeconds = skew }
    }

    /// Adds a page.
    ///
    /// - Throws: when it belongs to another folder.
    fileprivate mutating func take(
        _ page: TrashPages.Page, isFirst: Bool, _ seenInPass: inout SeenIndices
    ) throws(DocSpaceError) {
        note(page, isFirst: isFirst)
        try identify(page.content.current)
        guard page.content.current?.rootFolderType ?? RootFolderType.trash == RootFolderType.trash else {
            throw .malformed("it is the listing of another folder")
        }
        append(page.content.folders, .folder, &seenInPass)
        append(page.content.files, .file, &seenInPass)
    }

    /// Adds a page whose entries the pass has mostly met.
    fileprivate mutating func takeAgain(
        _ page: TrashPages.Page, _ seenInPass: inout SeenIndices
    ) throws(DocSpaceError) {
        let (unusable, textBytes) = (unusable, textBytes)
        try take(page, isFirst: false, &seenInPass)
        (self.unusable, self.textBytes) = (unusable, textBytes)
    }

    /// Every page names the trash that it shows: all must name the same one.
    private mutating func identify(_ trash: Entry?) throws(DocSpaceError) {
        guard let trash else { return }
        guard trashID ?? trash.id == trash.id else { throw .malformed("its pages are of different folders") }
        trashID = trash.id
    }

    /// - Parameter known: how many entries earlier passes had met.
    fileprivate mutating func noteUnconfirmed(_ seenInPass: SeenIndices, of known: Int) {
        unconfirmed = Set((0..<known).filter { !seenInPass.contains($0) }.map(store.key))
    }

    fileprivate mutating func append(_ page: [Entry?], _ kind: EntryKind, _ seenInPass: inout SeenIndices) {
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
            if let index = keyIndex.insert(key, in: store) {
                store.replace(at: index, key, by: entry)
                if !seenInPass.insert(index) { hasRepeats = true }
            } else {
                seenInPass.insert(store.count)
                store.append(key, entry)
            }
        }
    }
}
