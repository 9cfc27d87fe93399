import FoundationEssentials

/// The pages of one pass over the trash. Some are asked for in advance, for pages are independent readings; which ones a
/// listing sees, and in which order, is the same as when each is asked for after the one before.
struct TrashPages {
    struct Page: Sendable {
        let content: FolderPage
        /// As in `HTTPReply`.
        let clockSkewSeconds: TimeInterval?

        var size: Int { content.files.count + content.folders.count }
    }

    /// A page that was asked for, or why it didn't come.
    struct Arrival: Sendable {
        let start: Int
        let elapsed: Duration
        let result: Result<Page, DocSpaceError>
    }

    private let connection: PortalConnection
    private let size: Int
    private var ahead = PagesAhead()
    private var underWay: Set<Int> = []
    private var arrived: [Int: Arrival] = [:]
    /// The next start if every page is full.
    private var next = 0
    /// Whether all pages so far were full. A page that isn't puts all later ones elsewhere than guessed.
    private var isRegular = true

    /// - Parameter size: entries to ask for; more are refused.
    init(connection: PortalConnection, size: Int) {
        self.connection = connection
        self.size = size
    }

    /// - Parameters:
    ///   - start: entries received so far.
    ///   - total: the portal's own count: nothing is asked for in advance beyond it, so that there is one empty page.
    mutating func page(
        at start: Int, upTo total: Int?, _ group: inout ThrowingTaskGroup<Arrival, any Error>
    ) async throws -> Page {
        if !underWay.contains(start), arrived[start] == nil {
            ask(start, &group)
            next = start + size
        }
        // The first page says how many there are.
        if start > 0, isRegular {
            while underWay.count < ahead.count, next < total ?? 0 {
                ask(next, &group)
                next += size
            }
        }
        while arrived[start] == nil, let arrival = try await group.next() {
            underWay.remove(arrival.start)
            ahead.learn(arrival.elapsed)
            arrived[arrival.start] = arrival
        }
        guard let arrival = arrived.removeValue(forKey: start) else { throw DocSpaceError.cancelled }
        let page = try arrival.result.get()
        isRegular = isRegular && page.size == size
        return page
    }

    private mutating func ask(_ start: Int, _ group: inout ThrowingTaskGroup<Arrival, any Error>) {
        underWay.insert(start)
        group.addTask { [connection, size] in
            let began = ContinuousClock.now
            let result: Result<Page, DocSpaceError>
            do throws(DocSpaceError) {
                let answer = try await connection.read(.get("files/@trash?count=\(size)&startIndex=\(start)")) {
                    (reply) throws(DocSpaceError) in try reply.page()
                }
                result = .success(Page(content: answer.0, clockSkewSeconds: answer.1.clockSkewSeconds))
            } catch {
                result = .failure(error)
            }
            return Arrival(start: start, elapsed: ContinuousClock.now - began, result: result)
        }
    }
}
