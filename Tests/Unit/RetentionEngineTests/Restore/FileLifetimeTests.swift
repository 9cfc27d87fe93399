import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct FileLifetimeTests {
    private let week = FileLifetime(days: 7)

    /// - Parameter hoursLeft: until it has been in the trash for a week.
    private func file(hoursLeft: Double) -> TrashedItem { .file(1, daysAgo: 7 - hoursLeft / 24) }

    @Test(arguments: [-1000.0, -1, 0, 23, 24]) func `refuses a file whose time is over or ends within a day`(
        _ hoursLeft: Double
    ) {
        let refusal = week.refusal(of: file(hoursLeft: hoursLeft), now: SweepHarness.start)
        #expect(refusal?.hasPrefix("its room deletes files after 7 days, and would delete this one ") == true)
    }

    @Test(arguments: [24.01, 25, 160]) func `takes a file that stays for more than a day`(_ hoursLeft: Double) {
        #expect(week.refusal(of: file(hoursLeft: hoursLeft), now: SweepHarness.start) == nil)
    }

    @Test func `never takes a folder`() {
        let folder = TrashedItem.folder(1, daysAgo: 0)
        #expect(
            FileLifetime(days: 3650).refusal(of: folder, now: SweepHarness.start)?
                .contains("so no folder is restored there")
                == true)
    }

    @Test func `refuses what cannot be reckoned`() {
        var undated = TrashedItem.file(1)
        undated.trashedAt = nil
        #expect(
            FileLifetime(days: 3650).refusal(of: undated, now: SweepHarness.start)?.contains("unknown when") == true)
        let unreadable = FileLifetime(days: nil).refusal(of: .file(1, daysAgo: 0), now: SweepHarness.start)
        #expect(unreadable?.contains("can't be read") == true)
    }

    /// A date in the future gives no more time than being trashed just now.
    @Test func `an item from the future counts as trashed now`() {
        #expect(FileLifetime(days: 1).refusal(of: .file(1, daysAgo: -100), now: SweepHarness.start) != nil)
    }
}
