import Foundation
import Testing

@testable import DocSpace
@testable import Retention
@testable import retentiond

/// What the core gets to know of an entry, read by either reader.
@Suite struct DocSpaceItemTests {
    /// A hold on an extension must not take the end of a title for it: what was not sent is not known.
    @Test(
        arguments: [
            (#","fileExst":".DOCX""#, "docx"), (#","fileExst":"pdf""#, "pdf"), (#","fileExst":"""#, ""), ("", nil),
            (#","fileExst":null"#, nil), (#","fileExst":7"#, nil), (#","fileExst":[".docx"]"#, nil),
        ] as [(String, String?)])
    func anExtensionThatWasNotSentIsUnknown(member: String, expected: String?) throws {
        let body = Array(#"{"response":{"files":[{"id":1,"title":"a.docx"\#(member)}]}}"#.utf8)
        let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: Date())
        for page in [try reply.page(), try reply.decode(FolderPage.self)] {
            let entry = try #require(page.files[0])
            #expect(TrashedItem(EntryKey(.file, 1), entry).fileExtension == expected)
        }
    }
}
