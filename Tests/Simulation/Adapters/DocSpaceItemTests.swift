import Foundation
import RetentionAdapters
import Testing

@testable import DocSpace
@testable import Retention

/// What the core learns of an entry, through either reader.
@Suite struct DocSpaceItemTests {
    /// A hold on an extension must not derive it from the title: an extension that was not sent is unknown.
    @Test(
        arguments: [
            (#","fileExst":".DOCX""#, "docx"), (#","fileExst":"pdf""#, "pdf"), (#","fileExst":"""#, ""), ("", nil),
            (#","fileExst":null"#, nil), (#","fileExst":7"#, nil), (#","fileExst":[".docx"]"#, nil),
        ] as [(String, String?)])
    func `an extension that was not sent is unknown`(member: String, expected: String?) throws {
        let body = Array(#"{"response":{"files":[{"id":1,"title":"a.docx"\#(member)}]}}"#.utf8)
        let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date())
        for page in [try reply.page(), try reply.decode(FolderPage.self)] {
            let entry = try #require(page.files[0])
            #expect(TrashedItem(EntryKey(.file, 1), entry).fileExtension == expected)
        }
    }
}
