import FoundationEssentials

/// The pages of one pass over the trash. Some are requested in advance, because pages are independent readings. A listing
/// gets them in the same order as if each were requested after the previous one.
///
/// One entry can keep its page from being served: the portal opens the files that it lists (docspace-api.md §3). A page that
/// fails while others are served is therefore requested in smaller parts, down to single entries.
struct TrashPages {
    struct Page: Sendable {
        let content: FolderPage
        /// As in `HTTPReply`.
        let clockSkewSeconds: TimeInterval?
        /// As in `HTTPReply`.
        var elapsed: Duration?
        /// Instead of a content: why the one entry at this index can't be listed.
        var failure: DocSpaceError?

        var size: Int { content.files.count + content.folders.count }
    }

    /// A page that was requested, or why it failed.
    struct Arrival: Sendable {
        let start: Int
        let size: Int
        let elapsed: Duration
        let result: Result<Page, DocSpaceError>
    }

    /// A page that failed, and is requested in parts.
    private struct Trouble {
        let cause: DocSpaceError
        /// The index after its last entry.
        let end: Int
        /// Entries in the next part.
        var size: Int
        /// The largest part that was served.
        var largestServed = 1
        /// Entries in a row that could not be listed even alone.
        var failuresInARow = 0
    }

    /// If this many fail in a row, the entries are not the cause.
    private static let maxFailuresInARow = 10
    /// Attempts before a page is requested in parts, and one more elsewhere: together as many as other readings have.
    private static let attempts = RetryPolicy().attempts - 1

    private let connection: PortalConnection
    private let valueCache = PageValueCache()
    private var size: Int
    private var ahead = PagePrefetchWindow()
    private var underWay: Set<Int> = []
    private var arrived: [Int: Arrival] = [:]
    /// The next start if every page is full.
    private var next = 0
    /// Whether all pages so far were full. A page that isn't moves all later ones away from their guessed start.
    private var isRegular = true
    private var trouble: Trouble?

    /// Whether the last page came as a part of the requested one, because the whole failed.
    var isReadingParts: Bool { trouble != nil }

    /// - Parameter size: entries to request; the portal refuses more.
    init(connection: PortalConnection, size: Int) {
        self.connection = connection
        self.size = size
    }

    /// - Parameters:
    ///   - start: entries received so far, those that can't be listed included.
    ///   - total: the portal's own count: nothing beyond it is requested in advance, so that there is one empty page.
    mutating func page(
        at start: Int, upTo total: Int?, _ group: inout ThrowingTaskGroup<Arrival, any Error>
    ) async throws -> Page {
        if let trouble {
            if start < trouble.end { return try await part(at: start) }
            // Slow entries stay slow.
            if trouble.cause == .timedOut { size = min(size, trouble.largestServed) }
            self.trouble = nil
        }
        let arrival = try await arrival(at: start, upTo: total, &group)
        do throws(DocSpaceError) {
            let page = try arrival.result.get()
            isRegular = isRegular && page.size == arrival.size
            return page
        } catch {
            guard error.mayBeOfOneEntry, await isServed(at: start + arrival.size) else { throw error }
            trouble = Trouble(cause: error, end: start + arrival.size, size: max(1, arrival.size / 2))
            return try await part(at: start)
        }
    }

    private mutating func arrival(
        at start: Int, upTo total: Int?, _ group: inout ThrowingTaskGroup<Arrival, any Error>
    ) async throws -> Arrival {
        if !underWay.contains(start), arrived[start] == nil {
            request(start, &group)
            next = start + size
        }
        // The first page says how many there are.
        if start > 0, isRegular {
            while underWay.count < ahead.count, next < total ?? 0 {
                request(next, &group)
                next += size
            }
        }
        while arrived[start] == nil, let arrival = try await group.next() {
            underWay.remove(arrival.start)
            ahead.learn(arrival.elapsed)
            arrived[arrival.start] = arrival
        }
        guard let arrival = arrived.removeValue(forKey: start) else { throw DocSpaceError.cancelled }
        return arrival
    }

    private mutating func request(_ start: Int, _ group: inout ThrowingTaskGroup<Arrival, any Error>) {
        underWay.insert(start)
        // At once, on this thread: waking another one for each request would take longer than to send it.
        group.addImmediateTask { [connection, size, valueCache] in
            let began = ContinuousClock.now
            let result: Result<Page, DocSpaceError>
            do throws(DocSpaceError) {
                result = .success(try await Self.read(start, size, connection, valueCache, attempts: Self.attempts))
            } catch {
                result = .failure(error)
            }
            return Arrival(start: start, size: size, elapsed: ContinuousClock.now - began, result: result)
        }
    }

    private static func read(
        _ start: Int, _ size: Int, _ connection: PortalConnection, _ valueCache: PageValueCache, attempts: Int
    ) async throws(DocSpaceError) -> Page {
        let call = HTTPCall.get("files/@trash?count=\(size)&startIndex=\(start)")
        let answer = try await connection.read(call, attempts: attempts) { (reply) throws(DocSpaceError) in
            try reply.page(valueCache)
        }
        return Page(
            content: answer.0, clockSkewSeconds: answer.1.clockSkewSeconds, elapsed: answer.1.elapsed)
    }
}

extension TrashPages {
    /// Whether the portal serves the trash from another index. After its end it serves an empty page.
    private func isServed(at start: Int) async -> Bool {
        (try? await Self.read(start, 1, connection, valueCache, attempts: 1)) != nil
    }

    /// The next part of a page that failed.
    ///
    /// - Returns: a page with a `failure` for an entry that can't be listed even alone.
    private mutating func part(at start: Int) async throws -> Page {
        while var current = trouble {
            let size = min(current.size, current.end - start)
            do throws(DocSpaceError) {
                let page = try await Self.read(start, size, connection, valueCache, attempts: size == 1 ? 2 : 1)
                current.largestServed = max(current.largestServed, size)
                current.size = size * 2
                current.failuresInARow = 0
                trouble = current
                return page
            } catch {
                guard error.mayBeOfOneEntry else { throw error }
                if size == 1 { current.failuresInARow += 1 }
                guard current.failuresInARow <= Self.maxFailuresInARow else { throw current.cause }
                current.size = max(1, size / 2)
                trouble = current
                if size == 1 {
                    let nothing = FolderPage(files: [], folders: [], current: nil, total: nil)
                    return Page(content: nothing, clockSkewSeconds: nil, failure: error)
                }
            }
        }
        throw DocSpaceError.cancelled
    }
}
