import Glibc
import Systemd
import Testing

@Suite struct JournalStreamTests {
    @Test func `recognises the very stream`() throws {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var status = stat()
        try #require(fstat(descriptor, &status) == 0)
        let (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
        #expect(JournalStream.isJournal(descriptor, journalStream: "\(device):\(inode)"))
        #expect(!JournalStream.isJournal(descriptor, journalStream: "\(device):\(inode + 1)"))
        #expect(!JournalStream.isJournal(descriptor, journalStream: "\(device + 1):\(inode)"))
        #expect(!JournalStream.isJournal(-1, journalStream: "\(device):\(inode)"))
    }

    @Test(arguments: [nil, "", ":", "8", "8:", ":9", "8:9:10", "a:b", "-8:9", " 8:9"])
    func `recognises nothing in other text`(text: String?) {
        #expect(!JournalStream.isJournal(STDERR_FILENO, journalStream: text))
    }

    @Test func `reads the environment at each question`() async {
        await #expect(processExitsWith: .success) {
            unsetenv("JOURNAL_STREAM")
            #expect(!JournalStream.isStandardError)
            var status = stat()
            try #require(fstat(STDERR_FILENO, &status) == 0)
            setenv("JOURNAL_STREAM", "\(status.st_dev):\(status.st_ino)", 1)
            #expect(JournalStream.isStandardError)
        }
    }
}
