import Foundation
import TestSupport
import Testing

@testable import DocSpace

/// `JSONDecoder` reads everything that the fast reader takes in the same way; the fast reader declines the rest.
@Suite struct PageReaderTests {
    private static let file =
        #"{"id":17,"title":"Отчёт \"a\" \u00e9\ud83d\ude00.pdf","access":0,"fileEntryType":2,"shared":false,"#
        + #""created":"2026-03-01T00:00:00.0000000Z","updated":"2026-03-04T10:15:00.0000000+03:00","rootFolderId":4,"#
        + #""rootFolderType":3,"security":{"Read":true,"Edit":false},"createdBy":{"id":"u-1","displayName":"Alice \\ Roe","#
        + #""avatar":"/a.png","hasAvatar":false},"updatedBy":{"id":"u-2","displayName":null},"originId":5,"#
        + #""originTitle":"Drafts","originRoomId":0,"originRoomTitle":"Room","folderId":4,"version":1,"#
        + #""contentLength":"12 KB","pureContentLength":12345,"fileType":10,"fileExst":".pdf","order":-1.5e+3,"tags":[[],{}]}"#
    private static let folder =
        #"{"id":18,"title":"","updated":"2028-02-29T23:59:59.0000000-11:30","filesCount":0,"foldersCount":2,"new":0}"#
    private static let page =
        #"{"response":{"files":[\#(file),\#(file)],"folders":[\#(folder)],"current":{"id":4,"title":"Trash","#
        + #""rootFolderType":3},"pathParts":[{"id":4}],"startIndex":0,"count":3,"total":3,"new":0},"count":1,"#
        + #""links":[{"href":"http:\/\/x","action":"GET"}],"status":0,"statusCode":200}"#

    /// Everything that is read of a page but rights, as text.
    private func described(_ page: FolderPage) -> String {
        let lists = [page.files, page.folders, [page.current]].map { list in
            list.map { entry in
                guard let entry else { return "none" }
                let members = Mirror(reflecting: entry).children.filter { $0.label != "security" }
                return members.map { "\($0.label ?? ""): \(String(reflecting: $0.value))" }.joined(separator: "\n")
            }.joined(separator: "\n\n")
        }
        return lists.joined(separator: "\n---\n") + "\n\(page.total as Any)"
    }

    private func expectTheSame(
        _ fast: FolderPage?, _ slow: FolderPage?, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let difference = firstDifference(described(try #require(fast)), described(try #require(slow)))
        #expect(difference == nil, sourceLocation: location)
    }

    private func slow(_ body: [UInt8]) -> FolderPage? {
        try? HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date()).decode(FolderPage.self)
    }

    @Test func `takes what the portal sends`() throws {
        let body = Array(Self.page.utf8)
        let fast = try #require(PageReader.page(body))
        try expectTheSame(fast, slow(body))
        #expect(fast.files[0]?.title == "Отчёт \"a\" é😀.pdf")
        #expect(fast.files[0]?.updated == Date(timeIntervalSince1970: 1_772_608_500))
    }

    @Test(arguments: [
        #"{"response":{"files":[]}}"#, #"{"response":{"folders":null,"files":[ ]} , "status":null}"#,
        " \n\t{\"response\":\r{\"files\":[],\"total\":null}}\n", #"{"x":{},"y":[],"response":{"folders":[]}}"#,
    ])
    func `takes small pages`(text: String) throws {
        let body = Array(text.utf8)
        try expectTheSame(PageReader.page(body), slow(body))
    }

    /// Odd, but readable: only one reader decides its meaning.
    @Test(arguments: [
        #"{"response":{"files":[{"id":"17","title":"x"}]}}"#, #"{"response":{"files":[null]}}"#,
        #"{"response":{"files":[{"id":17,"id":18,"title":"x"}]}}"#, #"{"response":{"files":[{"id":1.0,"title":"x"}]}}"#,
        #"{"response":{"files":[{"id":17,"title":"\ud83d"}]}}"#, #"{"response":{"files":[{"id":17,"title":7}]}}"#,
        #"{"response":{"files":[{"title":"x"}]}}"#, #"{"response":{"files":[{"id":1,"t\u0069tle":"x"}]}}"#,
        #"{"response":{"files":[{"id":1,"title":"x","updated":"0001-01-01T00:00:00.0000000Z"}]}}"#,
        #"{"response":{"files":[{"id":1,"title":"x","originRoomId":-1}]}}"#, #"{"response":{}}"#, "{}", "", "[]",
        #"{"response":{"files":[]},"status":1}"#, #"{"response":{"files":[]}} x"#, #"{"response":{"files":[],}}"#,
    ])
    func `declines what is unusual`(text: String) {
        #expect(PageReader.page(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are not text are declined in a title only`() throws {
        let (before, after) = (Array(#"{"response":{"files":[{"id":1,"title":"a"#.utf8), Array(#""}]}}"#.utf8))
        #expect(PageReader.page(before + [0xFF] + after) == nil)
        let skipped = Array(#"","comment":"b"#.utf8)
        let body = before + skipped + [0xE2, 0x22] + Array("}]}}".utf8)
        try expectTheSame(PageReader.page(body), slow(body))
    }

    /// Pages damaged at random: those that are still taken must be read alike.
    @Test(arguments: UInt64(1)...6)
    func `agrees with the decoder about damaged pages`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let original = Array(Self.page.utf8)
        let snippets = [
            "\"", "\\", "\\u00", "\\ud83d", "{", "}", "[", "]", ",", ":", "0", "-", "1e5", ".5", "null", "true", " ",
            "\u{1}", "é", "\"id\":7,", "\"title\":\"y\",", "\"x\":1,", "9999999999", "Z", "+14:00",
        ].map { Array($0.utf8) }
        var taken = 0
        for round in 0..<1_500 {
            var body = original
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let position = Int.random(in: 0..<body.count, using: &random)
                let length = Int.random(in: 0...min(8, body.count - position - 1), using: &random)
                let piece = snippets[Int.random(in: 0..<snippets.count, using: &random)]
                switch Int.random(in: 0..<4, using: &random) {
                case 0: body[position] = UInt8.random(in: 0...255, using: &random)
                case 1: body.removeSubrange(position..<position + length)
                case 2: body.insert(contentsOf: piece, at: position)
                default: body.replaceSubrange(position..<position + length, with: piece)
                }
            }
            guard let fast = PageReader.page(body) else { continue }
            taken += 1
            let theirs = slow(body).map(described)
            guard described(fast) == theirs else {
                Issue.record(
                    """
                    seed \(seed), round \(round): \(firstDifference(described(fast), theirs ?? "refused") ?? "")
                    \(String(decoding: body, as: UTF8.self))
                    """)
                return
            }
        }
        #expect(taken > 100, "a comparison that is never made proves nothing")
    }

    /// Values that equal an earlier one up to the last byte.
    @Test func `does not take one value for another`() throws {
        func file(_ id: Int, _ name: String, _ origin: String, _ rights: String) -> String {
            #"{"id":\#(id),"title":"x","createdBy":{"id":"66faa6e4-0000","displayName":"\#(name)"},"originTitle":"\#(origin)","#
                + #""security":{"Read":true,"Copy":\#(rights)}}"#
        }
        let files = [
            file(1, "Ann", "Projects 12", "true"), file(2, "Anne", "Projects 1", "false"),
            file(3, "Ann", "Projects 12", "true"), file(4, "Ann\\u0041", "Projects 123", "null"),
        ]
        let body = { (files: [String]) in Array(#"{"response":{"files":[\#(files.joined(separator: ","))]}}"#.utf8) }
        let page = try #require(PageReader.page(body(files)))
        #expect(page.files.map { $0?.createdBy?.displayName } == ["Ann", "Anne", "Ann", "AnnA"])
        #expect(page.files.map { $0?.originTitle } == ["Projects 12", "Projects 1", "Projects 12", "Projects 123"])
        try expectTheSame(page, slow(body(files)))
        // Rights are skipped, but still validated.
        #expect(PageReader.page(body(files + [file(5, "Ann", "x", "tru")])) == nil)
        #expect(PageReader.page(body(files + [file(5, "Ann", "x", "true,")])) == nil)
    }

    /// Members at the same index as in the entry before, with other values or names.
    @Test func `does not take one member for another`() throws {
        let files = [
            #"{"id":1,"version":1,"title":"a","x":{"y":[1]},"fileType":7,"mute":false}"#,
            #"{"id":2,"version":12,"title":"b","x":{"y":[1]},"fileType":71,"mute":false}"#,
            #"{"id":3,"version":1,"title":null,"x":{"y":[1]},"fileType":7,"mute":false}"#,
            #"{"id":4,"title":"d","version":1,"fileType":7,"x":{"y":[1]},"mute":false,"mute":true}"#,
            #"{"id":5,"version":1 ,"title":"e" , "x":{"y":[1]},"fileType":1}"#, #"{"id":6}"#,
            #"{"id":7,"version":1,"title":"g","x":{"y":[1]},"fileType":7,"mute":false}"#,
        ]
        let body = { (files: [String]) in Array(#"{"response":{"files":[\#(files.joined(separator: ","))]}}"#.utf8) }
        let page = try #require(PageReader.page(body(files)))
        #expect(page.files.map { $0?.title } == ["a", "b", nil, "d", "e", nil, "g"])
        #expect(page.files.map { $0?.fileType } == [7, 71, 7, 7, 1, nil, 7])
        try expectTheSame(page, slow(body(files)))
        for odd in [
            #"{"id":8,"version":1,"title":"h","x":{"y":[1]},"title":"i"}"#, #"{"id":8,"version":1x,"title":"h"}"#,
            #"{"id":8,"version":01,"title":"h"}"#, #"{"id":8,"version":1"title":"h"}"#,
            #"{"id":8,"version":1,"title":"h","x":{"y":[1]}"fileType":7}"#,
        ] {
            #expect(PageReader.page(body(files + [odd])) == nil, "\(odd)")
        }
    }

    /// People and names of folders that an earlier page had.
    @Test func `takes values of earlier pages`() throws {
        let kept = PageValueCache()
        for name in ["Ann", "Anne", "Ann", #"Ann\u0041"#] {
            for place in ["Projects 12", "Projects 1", "Projects 123"] {
                let file =
                    #"{"id":1,"title":"x","createdBy":{"id":"66faa6e4-0000","displayName":"\#(name)"},"#
                    + #""originTitle":"\#(place)"}"#
                let body = Array(#"{"response":{"files":[\#(file)]}}"#.utf8)
                try expectTheSame(PageReader.page(body, kept), slow(body))
                // A declined page must leave the reader in order.
                #expect(PageReader.page(Array(body.dropLast()), kept) == nil)
            }
        }
    }

    /// Every prefix ends somewhere in the middle.
    @Test func `no cut page is taken`() {
        let body = Array(Self.page.utf8)
        for length in 0..<body.count { #expect(PageReader.page(Array(body.prefix(length))) == nil) }
    }

    @Test func `reads dates like the decoder`() throws {
        var random = RandomSource(seed: 42)
        for _ in 0..<3_000 {
            func number(_ range: ClosedRange<Int>, _ digits: Int = 2) -> String {
                let text = "\(Int.random(in: range, using: &random))"
                return String(repeating: "0", count: max(0, digits - text.count)) + text
            }
            let zone =
                Bool.random(using: &random)
                ? "Z" : "\(Bool.random(using: &random) ? "+" : "-")\(number(0...15)):\(number(0...60))"
            let text =
                "\(number(1960...2110, 4))-\(number(0...13))-\(number(0...32))T\(number(0...24)):\(number(0...60)):"
                + "\(number(0...60)).\(number(0...1, 7))\(zone)"
            let body = Array(#"{"response":{"files":[{"id":1,"title":"x","updated":"\#(text)"}]}}"#.utf8)
            guard let fast = PageReader.page(body) else { continue }
            #expect(fast.files[0]?.updated == slow(body)?.files[0]?.updated, "\(text)")
        }
    }
}
