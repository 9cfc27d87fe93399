package import DocSpace
package import Retention
package import RetentionEngine

/// The engine's view of a trash, over the portal's API. Has no way to write.
package struct DocSpaceTrashReader: TrashReader {
    let portal: PortalReader
    private let claim: @Sendable (Int) -> String?

    /// - Parameter claim: returns the other account that has the trash with this id; nil if none has.
    package init(_ portal: PortalReader, claim: @escaping @Sendable (Int) -> String? = { _ in nil }) {
        self.portal = portal
        self.claim = claim
    }

    package func keyState() async throws(PortalError) -> KeyState? {
        do throws(DocSpaceError) {
            let key = try await portal.key()
            guard key.isActive != false, key.mayRead else { throw DocSpaceError.unauthorized }
            let user = key.user.map { Person(id: $0.id, displayName: $0.displayName) }
            return KeyState(expiresAt: key.expiresAt, mayWrite: key.mayWrite, user: user)
        } catch {
            switch error {
            case .unauthorized, .forbidden:
                let message =
                    error == .forbidden ? "\(error), or doesn't allow this machine's address" : error.description
                throw PortalError(.keyRefused, excludesEffect: true, message)
            case .unreachable, .timedOut, .interrupted, .throttled, .writesUsedUp, .server, .stale, .cancelled:
                throw PortalError(error)
            // This request is not essential; the listing shows whether the portal works.
            case .notFound, .paymentRequired, .refused, .redirected, .responseTooLarge, .malformed: return nil
            }
        }
    }

    package func list(progress: @Sendable (Int, Int?) -> Void) async throws(PortalError) -> Listing {
        try await reading { () async throws(DocSpaceError) in
            try await portal.listTrash(into: PackedTrash.self, progress: progress)
        }
    }

    package func page(at start: Int, count: Int) async throws(PortalError) -> Listing {
        try await reading { () async throws(DocSpaceError) in
            try await portal.listPage(into: PackedTrash.self, at: start, count: count)
        }
    }

    private func reading(
        _ read: () async throws(DocSpaceError) -> TrashListing<PackedTrash>
    ) async throws(PortalError) -> Listing {
        let listing: TrashListing<PackedTrash>
        do throws(DocSpaceError) { listing = try await read() } catch {
            guard error == .forbidden else { throw PortalError(essential: error) }
            // The portal doesn't say why. If the key still authenticates, it is not the cause.
            guard try await keyState() != nil else {
                throw PortalError(.keyRefused, excludesEffect: true, error.description)
            }
            throw PortalError(essential: error)
        }
        if let other = listing.trashID.flatMap(claim) {
            throw PortalError(.sharedTrash, excludesEffect: true, "the account \"\(other)\" has the same trash")
        }
        var whole = Listing(
            items: listing.store.items, unusable: listing.unusable + listing.unlistable.count,
            announcedTotal: listing.announcedTotal, clockSkewSeconds: listing.clockSkewSeconds)
        whole.unconfirmed = Set(listing.unconfirmed.map { ItemKey($0) })
        whole.hasRepeats = listing.hasRepeats
        whole.incompleteReason = listing.incompleteReason
        whole.trashID = listing.trashID
        whole.age = listing.elapsed
        return whole
    }

    package func inspect(_ key: ItemKey) async throws(PortalError) -> Inspection {
        do throws(DocSpaceError) {
            let reading = try await portal.reading(of: EntryKey(key))
            var inspection = Inspection(EntryKey(key), reading.entry)
            inspection.age = reading.age
            return inspection
        } catch {
            guard error == .notFound || error == .forbidden else { throw PortalError(error) }
            // Something in front of the portal may have answered for it: only an answer that is repeated counts.
            if let entry = try await entry(key, unless: error) { return Inspection(EntryKey(key), entry) }
            // A suspended or busy portal gives the same answer for everything. It concerns the item only if the trash
            // can still be listed.
            try await probe()
            if error == .notFound { return Inspection(.gone) }
            // No listing can confirm that an item is out of sight and not destroyed: that answer must come a third
            // time.
            if let entry = try await entry(key, unless: error) { return Inspection(EntryKey(key), entry) }
            return Inspection(.outOfSight)
        }
    }

    /// Requests an item again that the portal denied or didn't find.
    ///
    /// - Returns: nil if the answer is the same.
    private func entry(_ key: ItemKey, unless earlier: DocSpaceError) async throws(PortalError) -> Entry? {
        do throws(DocSpaceError) { return try await portal.entry(EntryKey(key)) } catch {
            if error == earlier { return nil }
            guard error == .notFound || error == .forbidden else { throw PortalError(error) }
            throw PortalError(
                .unavailable, excludesEffect: true, "the portal's answers about the item contradict each other")
        }
    }

    package func portalVersion() async throws(PortalError) -> PortalVersion {
        do throws(DocSpaceError) {
            let text = try await portal.version()
            return ReleaseNumber(text).map { .release($0) }
                ?? .unknown("the portal reports the version \"\(String(sanitizing: String(text.prefix(40))))\"")
        } catch {
            switch error {
            case .unreachable, .timedOut, .interrupted, .throttled, .writesUsedUp, .server, .stale, .cancelled:
                throw PortalError(error)
            case .forbidden:
                return .unknown(
                    "the portal doesn't report its version: \(error); perhaps it doesn't allow this address")
            case .unauthorized, .notFound, .paymentRequired, .refused, .redirected, .responseTooLarge,
                .malformed:
                return .unknown("the portal doesn't report its version: \(error)")
            }
        }
    }

    package func probe() async throws(PortalError) {
        do throws(DocSpaceError) { try await portal.probeTrash() } catch { throw PortalError(essential: error) }
    }

    package func isWorking() async throws(PortalError) -> Bool {
        do throws(DocSpaceError) { return try await !portal.operationsUnderWay().isEmpty } catch {
            throw PortalError(error)
        }
    }
}

extension Inspection {
    /// The portal's answer about an item. Source: docspace-api.md §10.
    fileprivate init(_ key: EntryKey, _ entry: Entry) {
        self.init(.elsewhere)
        item = TrashedItem(key, entry)
        folderID = entry.parentID
        rootFolderType = entry.rootFolderType
        rights = entry.security
        switch entry.rootFolderType {
        case RootFolderType.trash:
            // Inside a trashed folder it has the same root, and a date with another meaning.
            location =
                switch (entry.parentID, entry.rootFolderID) {
                case (let folder?, let trash?) where folder == trash: .trash(trashedAt: entry.updated)
                case (_?, _?): .insideTrashedFolder
                default: .unproven
                }
        case nil, 0: location = .unproven
        default: break
        }
    }
}
