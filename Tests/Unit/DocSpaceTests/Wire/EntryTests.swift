import Foundation
import Testing

@testable import DocSpace

@Suite struct EntryTests {
    private func entry(_ json: String) throws -> Entry { try JSONDecoder().decode(Entry.self, from: Data(json.utf8)) }

    @Test func `reads what the portal sends`() throws {
        let entry = try entry(
            #"{"id":17,"title":"a.pdf","rootFolderType":3,"updated":"2026-03-04T10:15:00.0000000+03:00","#
                + #""updatedBy":{"id":"U","displayName":"Bob","hasAvatar":false},"created":"2026-03-01T00:00:00.0000000Z","#
                + #""originId":5,"originTitle":"Drafts","originRoomId":6,"originRoomTitle":"Room","fileExst":".pdf","#
                + #""contentLength":"12 Ko","pureContentLength":12345,"fileType":10,"security":{"Read":true,"Delete":false},"#
                + #""somethingNew":{"a":[1]}}"#)
        #expect(entry.id == 17)
        #expect(entry.updated == Date(timeIntervalSince1970: 1_772_608_500))
        #expect(entry.bytes == 12_345)
        #expect(entry.updatedBy?.displayName == "Bob")
        #expect(entry.originRoomID == 6)
        #expect(entry.security == ["Read": true, "Delete": false])
    }

    @Test func `absent means unknown or the documented default`() throws {
        let entry = try entry(#"{"id":1,"title":"x"}"#)
        #expect(entry.bytes == 0, "pureContentLength is left out when 0")
        #expect(entry.updated == nil && entry.created == nil && entry.originID == nil && entry.originRoomID == nil)
        #expect(entry.filesCount == nil && entry.fileType == nil && entry.updatedBy == nil && entry.security == nil)
    }

    @Test func `nulls and odd types are as good as absent`() throws {
        let entry = try entry(
            #"{"id":1,"title":"x","updated":null,"originId":"x","originRoomId":{},"fileType":"ten","security":[],"#
                + #""updatedBy":7,"filesCount":"3","expired":false}"#)
        #expect(entry.updated == nil && entry.originID == nil && entry.originRoomID == nil && entry.fileType == nil)
        #expect(entry.security == nil && entry.updatedBy == nil && entry.filesCount == nil)
    }

    @Test func `unknown enum numbers are kept`() throws {
        let entry = try entry(#"{"id":1,"title":"x","rootFolderType":9999,"fileType":-3}"#)
        #expect(entry.rootFolderType == 9_999)
        #expect(entry.fileType == -3)
    }

    @Test func `ids may be text and zero means that there is none`() throws {
        let entry = try entry(#"{"id":"42","title":"x","originId":0,"originRoomId":"7"}"#)
        #expect(entry.id == 42)
        #expect(entry.originID == nil)
        #expect(entry.originRoomID == 7)
    }

    @Test(arguments: [
        "{}", #"{"id":0}"#, #"{"id":-1}"#, #"{"id":null}"#, #"{"id":"sbox-1-x"}"#, #"{"id":1.5}"#, "[]", "7",
    ])
    func `an entry without a usable ID is refused`(json: String) {
        #expect(throws: DecodingError.self) { try entry(json) }
    }

    /// A title that wasn't sent is unknown; taken for an empty one, it would escape every hold rule for titles.
    @Test(arguments: [#"{"id":1}"#, #"{"id":1,"title":null}"#, #"{"id":1,"title":7}"#])
    func `an entry without a title is not an entry with an empty one`(json: String) throws {
        #expect(try entry(json).title == nil)
    }

    @Test(arguments: [
        (#""Alice O&#39;Neil""#, "Alice O'Neil"), (#""J&#252;rgen M&#xFC;ller &amp; Co""#, "Jürgen Müller & Co"),
        (#""A &amp;amp; B""#, "A &amp; B"),
    ])
    func `names of people are decoded once by both readers`(sent: String, name: String) throws {
        let json = #"{"id":1,"title":"a &amp; b","createdBy":{"id":"u","displayName":\#(sent)},"originTitle":"&lt;"}"#
        let page = try #require(PageReader.page(Array(#"{"response":{"files":[\#(json)]}}"#.utf8)))
        for entry in [try entry(json), try #require(page.files[0])] {
            #expect(entry.createdBy?.displayName == name)
            #expect(entry.title == "a &amp; b" && entry.originTitle == "&lt;", "titles are not encoded")
        }
        let person = Data(#"{"displayName":\#(sent)}"#.utf8)
        #expect(try JSONDecoder().decode(PersonInfo.self, from: person).displayName == name)
    }

    /// The portal names a removed user by one id with a localized name, or by none at all.
    @Test(arguments: [
        "4a515a15-d4d6-4b8e-828e-e0586f18f3a3", "4A515A15-D4D6-4B8E-828E-E0586F18F3A3",
        "00000000-0000-0000-0000-000000000000",
    ])
    func `a removed person is unknown to both readers`(id: String) throws {
        let person = #"{"id":"\#(id)","displayName":"Profil entfernt"}"#
        let json = #"{"id":1,"title":"x","createdBy":\#(person),"updatedBy":\#(person)}"#
        let page = try #require(PageReader.page(Array(#"{"response":{"files":[\#(json)]}}"#.utf8)))
        for entry in [try entry(json), try #require(page.files[0])] {
            #expect(entry.createdBy == nil && entry.updatedBy == nil)
        }
    }

    /// Only an absent value has the documented default.
    @Test(
        arguments: [
            (#"{"id":1}"#, 0), (#"{"id":1,"pureContentLength":null}"#, 0),
            (#"{"id":1,"pureContentLength":"5000"}"#, nil),
            (#"{"id":1,"pureContentLength":-1}"#, nil), (#"{"id":1,"pureContentLength":9223372036854775807}"#, nil),
        ] as [(String, Int64?)])
    func `a size that cannot be read is not nothing`(json: String, bytes: Int64?) throws {
        #expect(try entry(json).bytes == bytes)
    }

    @Test(arguments: [
        (#"{"id":1,"originRoomTitle":7}"#, true), (#"{"id":1,"originRoomId":"x"}"#, true), (#"{"id":1}"#, false),
        (#"{"id":1,"originRoomId":0}"#, false), (#"{"id":1,"originRoomId":9,"originRoomTitle":7}"#, false),
    ])
    func `a room that cannot be read is not no room`(json: String, isUnreadable: Bool) throws {
        #expect(try entry(json).hasUnreadableRoom == isUnreadable)
    }

    @Test func `one broken element does not spoil the page`() throws {
        let json = #"{"files":[{"id":1,"title":"x"},{"title":"no id"},null,7,{"id":2,"title":"y"}],"total":"five"}"#
        let page = try JSONDecoder().decode(FolderPage.self, from: Data(json.utf8))
        #expect(page.files.map { $0?.id } == [1, nil, nil, nil, 2])
        #expect(page.folders.isEmpty)
        #expect(page.total == nil)
    }

    @Test(arguments: ["{}", #"{"current":{"id":1}}"#, #"{"files":{}}"#])
    func `an answer without a page is not an empty page`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(FolderPage.self, from: Data(json.utf8)) }
    }

    @Test func `a key without listed scopes may do everything`() throws {
        func key(_ json: String) throws -> KeyInfo { try JSONDecoder().decode(KeyInfo.self, from: Data(json.utf8)) }
        #expect(try key("{}").mayWrite)
        #expect(try key(#"{"permissions":["*"]}"#).mayWrite)
        #expect(try key(#"{"permissions":["files:write"]}"#).mayRead)
        #expect(try !key(#"{"permissions":["files:read"]}"#).mayWrite)
        #expect(try key(#"{"permissions":["*:read"]}"#).mayRead)
        #expect(try !key(#"{"permissions":["rooms:write","accounts.self:read"]}"#).mayRead)
        #expect(try key(#"{"expiresAt":"0001-01-01T00:00:00.0000000Z"}"#).expiresAt == nil)
    }
}
