import Foundation
import TestSupport
import Testing

@testable import retentiond

@Suite("Settings of the journal") struct JournalSettingsTests {
    /// journald deletes whole files, so records live as long as the limit less the span of a file.
    @Test(
        arguments: [
            ("", nil), ("MaxRetentionSec=0\n", nil), ("MaxRetentionSec=1week\n", nil), ("MaxRetentionSec=soon\n", nil),
            ("MaxRetentionSec=1year\n", 31_557_600 - 2_629_800),
            ("MaxRetentionSec=10day\nMaxFileSec=1day\n", 9 * 86_400),
            ("MaxRetentionSec=7200\nMaxFileSec=1h\n", 3_600), ("MaxRetentionSec=1year\nMaxFileSec=0\n", nil),
            ("MaxRetentionSec=1year\nMaxRetentionSec=\n", nil),
        ] as [(String, Double?)]) func `keep records for their age less a file`(_ lines: String, _ seconds: Double?)
        async throws
    {
        let now = Date(timeIntervalSince1970: 1_795_424_400)
        try await withTemporaryDirectory { directory in
            let root = "\(directory.path)/"
            try directory.write("[Journal]\n\(lines)", to: "etc/systemd/journald@retentiond.conf", mode: 0o644)
            let kept = JournalSettings.keptSince(namespace: "retentiond", now: now, root: root)
            #expect(kept.map { now.timeIntervalSince($0) } == seconds)
            #expect(JournalSettings.keptSince(namespace: nil, now: now, root: root) == nil, "the system's own")
        }
    }
}
