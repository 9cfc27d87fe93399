import Foundation
import Retention
import RetentionEngine
import Testing
import Time

@testable import RetentionReport

@Suite("What comes next")
struct OutlookTests {
    private func forecast(_ items: [TrashedItem], _ policy: Policy) -> Forecast {
        Forecast(
            plan(items: items, policy: policy, now: SampleReport.now).items, policy: policy, now: SampleReport.now,
            zone: .utc)
    }

    private func days(_ forecast: Forecast, _ part: KeyPath<Forecast.Day, Tally>) -> [Int] {
        forecast.days.indices.filter { forecast.days[$0][keyPath: part].items > 0 }
    }

    @Test func `puts both clocks side by side`() {
        // Trashed 10 days ago: ours ends in 4 days, the portal's in 20.
        let forecast = forecast([SampleReport.file(1, days: 10, bytes: 7)], SampleReport.policy())
        #expect(days(forecast, \.due) == [4])
        #expect(days(forecast, \.ours) == [20])
        #expect(days(forecast, \.lost) == [])
        #expect(forecast.days[4].due.bytes == 7)
    }

    @Test func `counts what is due already apart`() {
        let forecast = forecast([SampleReport.file(1, days: 20)], SampleReport.policy())
        #expect(forecast.overdue.items == 1)
        #expect(days(forecast, \.due) == [])
        #expect(days(forecast, \.ours) == [10])
    }

    @Test func `distinguishes rescues from losses`() {
        let held = #"{ "name": "h", "action": "hold", "match": { "title": ["held*"] } }"#
        let rescued = forecast([SampleReport.file(1, "held.pdf", days: 20)], SampleReport.policy(held))
        // Three days before the portal's thirtieth.
        #expect(days(rescued, \.rescued) == [7])
        #expect(days(rescued, \.lost) == [])
        var folder = TrashedItem(key: ItemKey(.folder, 1), title: "f")
        folder.trashedAt = SampleReport.ago(20)
        folder.childCount = 3
        let lost = forecast([folder], SampleReport.policy(more: #", "folders": { "nonEmpty": "hold" }"#))
        #expect(days(lost, \.lost) == [10])
        #expect(lost.lost.items == 1)
    }

    @Test func `marks the purges of the schedule`() {
        // Monday 2026-11-23; Sundays follow on day 6, 13, 20 and 27.
        let forecast = forecast([], SampleReport.policy())
        #expect(forecast.days.indices.filter { forecast.days[$0].hasPurge } == [6, 13, 20, 27])
    }

    @Test func `sorts ages by decision`() {
        let items = [
            SampleReport.file(1, days: 0), SampleReport.file(2, days: 20.5), SampleReport.file(3, days: 31),
            SampleReport.file(4, days: nil), SampleReport.file(5, days: -1),
        ]
        let ages = Ages(
            plan(items: items, policy: SampleReport.policy(), now: SampleReport.now).items, now: SampleReport.now)
        #expect(ages.bins[0][.keep]?.items == 1)
        #expect(ages.bins[20][.purge]?.items == 1)
        #expect(ages.bins[30][.purge]?.items == 1)
        #expect(ages.unknown == 2)
    }

    @Test func `distinguishes matching from deciding`() {
        let rules = """
            { "name": "keep", "action": "hold", "match": { "title": ["a*"] } },
            { "name": "back", "action": "restore", "match": { "extension": ["pdf"] }, "to": { "myDocuments": true } },
            { "name": "idle", "action": "hold", "match": { "title": ["never"] } }
            """
        let policy = SampleReport.policy(rules)
        let account = SampleReport.account(
            [SampleReport.file(1, "a.pdf", days: 1), SampleReport.file(2, "b.pdf", days: 1)], policy)
        let views = RuleView.all(of: policy, effects: ["", "", ""], accounts: [account], now: SampleReport.now)
        #expect(views.map(\.matches) == [1, 2, 0])
        #expect(views.map(\.decides) == [1, 1, 0])
        let unseen = RuleView.all(of: policy, effects: ["", "", ""], accounts: [], now: SampleReport.now)
        #expect(unseen.map(\.matches) == [nil, nil, nil])
    }
}
