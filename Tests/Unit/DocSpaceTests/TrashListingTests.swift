import Foundation
import Testing

@testable import DocSpace

@Suite(.timeLimit(.minutes(10))) struct TrashListingTests {
    private static func page(_ files: [Int], folders: [Int] = [], total: Int? = nil) -> TinyServer.Answer {
        let entries = { (ids: [Int]) in
            ids.map { #"{"id":\#($0),"title":"x","rootFolderType":3}"# }.joined(separator: ",")
        }
        let count = total.map { #","total":\#($0)"# } ?? ""
        return .portal(#"{"files":[\#(entries(files))],"folders":[\#(entries(folders))]\#(count)}"#)
    }

    private func start(_ request: TinyServer.Request) -> Int {
        Int(request.path.split(separator: "=").last ?? "") ?? -1
    }

    @Test func `goes on until a page is empty with any total`() async throws {
        try await withServer(answer: { _, before in
            [Self.page([2, 3], folders: [1], total: 1), Self.page([4]), Self.page([])][before]
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            let keys = [EntryKey(.folder, 1), EntryKey(.file, 2), EntryKey(.file, 3), EntryKey(.file, 4)]
            #expect(listing.entries.map(\.key) == keys)
            #expect(listing.announcedTotal == 1)
            #expect(exchange.server.requests.map(start) == [0, 3, 4])
        }
    }

    /// The first pass shows two entries in the trash and announces three; in the second one of them is a live document.
    @Test func `an item that a later pass shows elsewhere is not in the trash`() async throws {
        let second = #"{"files":[{"id":1,"title":"x","rootFolderType":5},{"id":2,"title":"x"},{"id":3,"title":"x"}]}"#
        try await withServer(answer: { _, before in
            [Self.page([1, 2], total: 3), Self.page([]), .portal(second), Self.page([])][before]
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == [2, 3])
        }
    }

    @Test(arguments: [#""rootFolderType":5"#, #""rootFolderType":"3""#, #""rootFolderType":14"#])
    func `entries elsewhere or with an unreadable root are unusable`(root: String) async throws {
        try await withServer(answer: { _, before in
            before == 0 ? .portal(#"{"files":[{"id":1,"title":"x",\#(root)}],"folders":[]}"#) : Self.page([])
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.isEmpty && listing.unusable == 1)
        }
    }

    @Test func `a single page is one request`() async throws {
        try await withServer(answer: { _, _ in Self.page([7, 8], total: 202) }) { exchange in
            let page = try await exchange.reader.listPage(at: 200, count: 50)
            #expect(page.entries.map(\.key.id) == [7, 8])
            #expect(page.announcedTotal == 202)
            #expect(page.elapsed != nil)
            #expect(exchange.server.requests.map(start) == [200])
            #expect(exchange.server.requests.allSatisfy { $0.path.contains("count=50&") })
        }
    }

    /// Files that are being converted are hidden, so that a page may be short in the middle of the trash.
    @Test func `reads on after the last entry of a short page`() async throws {
        try await withServer(answer: { _, before in
            [Self.page([1, 2, 3, 4], total: 6), Self.page([5, 6], total: 6)][before]
        }) { exchange in
            let page = try await exchange.reader.listPage(at: 0, count: 100)
            #expect(page.entries.map(\.key.id) == [1, 2, 3, 4, 5, 6])
            #expect(page.elapsed == nil, "its parts are of different ages")
            #expect(exchange.server.requests.map(start) == [0, 4])
        }
    }

    @Test func `a single page of another folder is refused`() async throws {
        try await withServer(answer: { _, _ in
            .portal(#"{"files":[{"id":1,"title":"x"}],"folders":[],"current":{"id":4,"rootFolderType":5}}"#)
        }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in
                try await exchange.reader.listPage(at: 0, count: 100)
            }
            guard case .malformed = error else { return #expect(Bool(false), "\(error as Any)") }
        }
    }

    /// One entry keeps its page from being served; the others on it are still read.
    @Test func `a single page that fails is read in parts`() async throws {
        try await withServer(answer: { request, _ in
            let parts = request.path.split(whereSeparator: { "?&=".contains($0) }).map(String.init)
            let count = Int(parts[parts.firstIndex(of: "count")! + 1])!
            let start = Int(parts.last!)!
            let ids = Array((start..<start + count).filter { $0 < 104 })
            return ids.contains(102) ? .http(404) : Self.page(ids, total: 104)
        }) { exchange in
            let page = try await exchange.reader.listPage(at: 100, count: 4)
            #expect(page.entries.map(\.key.id).sorted() == [100, 101, 103])
            #expect(page.unlistable == [103])
        }
    }

    @Test func `the listing of another folder is refused`() async throws {
        try await withServer(answer: { _, _ in
            .portal(#"{"files":[{"id":1,"title":"x"}],"folders":[],"current":{"id":4,"rootFolderType":5}}"#)
        }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.listTrash() }
            guard case .malformed = error else { return #expect(Bool(false), "\(error as Any)") }
        }
    }

    /// `sortBy` would change the person's web client.
    @Test func `requests nothing but count and start`() async throws {
        try await withServer(answer: { _, _ in Self.page([]) }) { exchange in
            _ = try await exchange.reader.listTrash()
            #expect(exchange.server.requests.map(\.path) == ["/api/2.0/files/@trash?count=100&startIndex=0"])
        }
    }

    @Test func `file and folder of one number are two entries and a duplicate is one`() async throws {
        try await withServer(answer: { _, before in
            [Self.page([17], folders: [17]), Self.page([17, 18]), Self.page([])][before]
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.count == 3)
        }
    }

    @Test func `entries elsewhere or without an ID are unusable`() async throws {
        let files = #"{"id":1,"title":"x","rootFolderType":3},{"id":2,"title":"x","rootFolderType":14},{"title":"x"}"#
        try await withServer(answer: { _, before in
            before == 0 ? .portal(#"{"files":[\#(files)]}"#) : Self.page([])
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key) == [EntryKey(.file, 1)])
            #expect(listing.unusable == 2)
        }
    }

    @Test(arguments: [TinyServer.Answer.http(404), .portal("{}"), .http(200, "<html>"), .http(403)])
    func `a page that fails fails the whole listing`(answer: TinyServer.Answer) async throws {
        try await withServer(answer: { _, before in before == 0 ? Self.page([1, 2]) : answer }) { exchange in
            #expect(await failure { () async throws(DocSpaceError) in try await exchange.reader.listTrash() } != nil)
        }
    }

    @Test func `an endless listing is an error`() async throws {
        try await withServer(answer: { _, _ in Self.page([1, 2, 3]) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.listTrash() }
            #expect(error == .malformed("the listing repeats itself"))
            #expect(exchange.server.requests.count < 100)
        }
    }

    /// Entries of the same second changed their order between two pages (docspace-api.md §3).
    @Test func `lists again when the portal announces more`() async throws {
        let passes = [
            Self.page([1, 2], total: 4), Self.page([2, 3]), Self.page([]), Self.page([1, 2, 3, 4], total: 4),
            Self.page([]),
        ]
        try await withServer(answer: { _, before in passes[min(before, 4)] }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(Set(listing.entries.map(\.key.id)) == [1, 2, 3, 4])
        }
    }

    /// Entry 101 changed places with entry 100 between two pages: a page over both shows it, without another pass.
    @Test func `reads again where a page repeats an entry`() async throws {
        try await withServer(answer: { request, _ in
            let first = self.start(request)
            let indices = first < 300 ? Array(first + 1...min(first + 100, 300)) : []
            return Self.page(first == 100 ? [100] + indices.dropFirst() : indices, total: 300)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id).sorted() == Array(1...300))
            #expect(listing.incompleteReason == nil && listing.unconfirmed.isEmpty && listing.hasRepeats)
            #expect(exchange.server.requests.map(start).sorted() == [0, 50, 100, 200, 300])
        }
    }

    /// Entries that only an earlier pass has shown may have been restored since, or have moved to another page again.
    @Test func `reports what the last pass did not show`() async throws {
        let passes = [
            Self.page([1, 2], total: 4), Self.page([]), Self.page([2, 3], total: 4), Self.page([]),
            Self.page([2, 3, 4], total: 3), Self.page([]),
        ]
        try await withServer(answer: { _, before in passes[min(before, 5)] }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == [1, 2, 3, 4])
            #expect(listing.unconfirmed == [EntryKey(.file, 1)])
        }
    }

    /// An item that is trashed while pages are read pushes the others on; a second pass meets all of them again.
    @Test(arguments: [([[1, 2], [2, 3], []], true), ([[1, 2], [3], [], [1, 2, 3], []], false)])
    func `reports whether a pass met something twice`(_ pages: [[Int]], _ hasRepeats: Bool) async throws {
        try await withServer(answer: { _, before in Self.page(pages[min(before, pages.count - 1)], total: 4) }) {
            exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == [1, 2, 3])
            #expect(listing.hasRepeats == hasRepeats)
        }
    }

    /// A page came back empty once although there was more: the trash is not that short.
    @Test(arguments: [0, 1])
    func `an empty page before the total is reached does not prove the end`(emptyPage: Int) async throws {
        let pages = [Self.page([1, 2], total: 4), Self.page([3, 4], total: 4)]
        try await withServer(answer: { request, _ in
            let page = self.start(request) / 2
            return page == emptyPage ? Self.page([], total: 4) : page < 2 ? pages[page] : Self.page([], total: 4)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.count == emptyPage * 2)
            #expect(listing.incompleteReason == "the portal announces 4 entries and lists \(emptyPage * 2)")
        }
    }

    /// The first page announced what it showed, and the page after it left its entry out.
    @Test func `later pages may announce more`() async throws {
        try await withServer(answer: { request, before in
            switch self.start(request) {
            case 0: Self.page([1, 2, 3], total: before == 0 ? 3 : 5)
            case 3: before == 1 ? Self.page([], total: 5) : Self.page([4, 5], total: 5)
            default: Self.page([], total: 5)
            }
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == [1, 2, 3, 4, 5])
            #expect(listing.incompleteReason == nil)
        }
    }

    /// An entry that is trashed meanwhile moves to the front, behind the reader.
    @Test func `what is trashed during a pass needs no other pass`() async throws {
        try await withServer(answer: { request, before in
            let start = self.start(request)
            return Self.page(start < 8 ? [start + 1, start + 2] : [], total: before < 2 ? 8 : 9)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.count == 8 && listing.incompleteReason == nil)
            #expect(exchange.server.requests.map(self.start) == [0, 2, 4, 6, 8])
        }
    }

    @Test func `another pass completes a listing with an empty page`() async throws {
        try await withServer(answer: { request, before in
            let first = self.start(request)
            return before == 0 || first > 0 ? Self.page([], total: 2) : Self.page([1, 2], total: 2)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == [1, 2])
            #expect(listing.incompleteReason == nil)
        }
    }

    @Test func `without a count the end is not proven`() async throws {
        try await withServer(answer: { _, before in Self.page(before == 0 ? [1] : []) }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.incompleteReason != nil)
        }
    }

    private static func page(of trash: Int) -> String {
        #"{"files":[{"id":1,"title":"x"}],"folders":[],"total":1,"current":{"id":\#(trash),"rootFolderType":3}}"#
    }

    @Test func `reports which trash it is`() async throws {
        try await withServer(answer: { _, before in before == 0 ? .portal(Self.page(of: 7)) : Self.page([]) }) {
            exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.trashID == 7)
        }
    }

    @Test func `pages of two trashes are an error`() async throws {
        try await withServer(answer: { _, before in .portal(Self.page(of: 7 + before)) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.listTrash() }
            #expect(error == .malformed("its pages are of different folders"))
        }
    }

    @Test func `a total that lies costs a bounded number of passes`() async throws {
        try await withServer(answer: { request, _ in
            request.path.hasSuffix("=0") ? Self.page([1, 2], total: 1_000) : Self.page([])
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.count == 2)
            #expect(exchange.server.requests.count <= 10)
        }
    }

    /// Pages are requested in advance; the listing still gets the same ones in the same order.
    @Test func `requests full pages in advance and one empty one`() async throws {
        try await withServer(answer: { request, _ in
            let first = self.start(request)
            return Self.page(first < 1_050 ? Array(first + 1...min(first + 100, 1_050)) : [], total: 1_050)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == Array(1...1_050))
            #expect(
                exchange.server.requests.map(start).sorted() == Array(stride(from: 0, through: 1_000, by: 100)) + [
                    1_050
                ])
        }
    }

    /// Files that are being converted are hidden, so a page may be short in the middle: the pages requested in advance are useless.
    @Test func `a short page moves all later ones`() async throws {
        try await withServer(answer: { request, _ in
            let first = self.start(request)
            let end = first == 200 ? 260 : min(first + 100, 800)
            return Self.page(first < end ? Array(first + 1...end) : [], total: 800)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == Array(1...800))
            let wanted = [0, 100, 200, 260, 360, 460, 560, 660, 760, 800]
            #expect(Set(exchange.server.requests.map(start)).isSuperset(of: wanted))
            #expect(exchange.server.requests.count <= wanted.count + 4, "a wrong start ends requests in advance")
        }
    }

    /// A trash of this number of files, some of which can't be listed: each page that holds one fails.
    private func serving(
        _ count: Int, bad: Set<Int>, failing: TinyServer.Answer
    ) -> @Sendable (TinyServer.Request, Int) -> TinyServer.Answer {
        { request, _ in
            let numbers = request.path.split(whereSeparator: { "=&".contains($0) }).compactMap { Int($0) }
            let indices = numbers[1]..<max(numbers[1], min(numbers[1] + numbers[0], count))
            if indices.contains(where: bad.contains) { return failing }
            return Self.page(indices.map { $0 + 1 }, total: count)
        }
    }

    /// One old PDF without contents makes the portal answer 404 for its whole page.
    @Test(arguments: [[57], [0], [249], [3, 4], [100, 199]], [404, 500])
    func `an entry that cannot be listed is skipped and named`(bad: [Int], status: Int) async throws {
        try await withServer(answer: serving(250, bad: Set(bad), failing: .http(status))) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.unlistable == bad.map { $0 + 1 })
            #expect(Set(listing.entries.map(\.key.id)) == Set(1...250).subtracting(bad.map { $0 + 1 }))
            let reason = try #require(listing.incompleteReason)
            #expect(reason.contains(bad.map { String($0 + 1) }.joined(separator: ", ")) && reason.contains("\(status)"))
            #expect(exchange.server.requests.count < 80)
        }
    }

    /// A page of pictures takes longer than the read timeout; a part of it doesn't.
    @Test func `a page that takes too long is requested in parts`() async throws {
        var limits = HTTPTransport.Limits()
        limits.readTimeout = .milliseconds(500)
        try await withServer(
            limits: limits,
            answer: { request, before in
                request.path.contains("count=100&")
                    ? .drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{", milliseconds: 50)
                    : self.serving(120, bad: [], failing: .http(404))(request, before)
            }
        ) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.map(\.key.id) == Array(1...120))
            #expect(listing.incompleteReason == nil)
        }
    }

    @Test(arguments: [404, 500]) func `a portal that serves no entry fails the listing`(status: Int) async throws {
        try await withServer(answer: serving(250, bad: Set(0..<60), failing: .http(status))) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.listTrash() }
            #expect(error == DocSpaceError(status: status, retryAfter: nil))
            #expect(exchange.server.requests.count < 60)
        }
    }

    @Test func `remembers the worst clock`() async throws {
        let now = Date(timeIntervalSince1970: 1_795_424_400)
        let dates = ["Mon, 23 Nov 2026 09:00:01 GMT", "Mon, 23 Nov 2026 09:10:00 GMT", "Mon, 23 Nov 2026 09:11:00 GMT"]
        try await withServer(
            now: { now },
            answer: { _, before in
                let files = before < 2 ? #"[{"id":\#(before + 1),"title":"x"}]"# : "[]"
                return .portal(#"{"files":\#(files)}"#, headers: ["Date: \(dates[before])"])
            }
        ) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.clockSkewSeconds == -660)
        }
    }
}
