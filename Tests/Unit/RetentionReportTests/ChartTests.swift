import Retention
import Testing
import Time

@testable import RetentionReport

@Suite("Charts")
struct ChartTests {
    @Test(
        arguments: [(0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (100, [0, 50, 100])]
            as [(Double, [Double])])
    func `axes have round ticks`(_ largest: Double, _ ticks: [Double]) {
        #expect(AxisScale(largest: largest, isBinary: false).ticks == ticks)
    }

    @Test(arguments: [0.0, 1, 4, 5, 999, 12_345, 1e9, 9e18])
    func `axes reach above everything`(_ largest: Double) {
        for isBinary in [false, true] {
            let scale = AxisScale(largest: largest, isBinary: isBinary)
            #expect(scale.top >= largest)
            #expect((2...5).contains(scale.ticks.count))
        }
    }

    @Test func `bins grow with the time`() {
        let start = CivilTime(year: 2026, month: 11, day: 4).daysSinceEpoch
        #expect(TimeBins(first: start, last: start).count == 1)
        let days = TimeBins(first: start, last: start + 61)
        #expect(days.unit == .day && days.count == 62)
        let weeks = TimeBins(first: start, last: start + 100)
        #expect(weeks.unit == .week)
        #expect(weeks.name(0) == "week of 2 November 2026", "weeks begin on Monday")
        #expect(weeks.index(of: start) == 0 && weeks.index(of: start + 5) == 1)
        let months = TimeBins(first: start, last: start + 500)
        #expect(months.unit == .month && months.name(0) == "November 2026" && months.label(2) == "Jan 2027")
        #expect(months.index(of: start - 9_999) == 0 && months.index(of: start + 9_999) == months.count - 1)
        #expect(TimeBins(first: -700_000, last: start).count == 240)
    }

    @Test func `everything drawn is inside`() {
        let values = [0.0, 3, 120, 7]
        let chart = BarChart(
            id: "x", title: "T", summary: "S.", names: ["a", "b", "c", "d"], labels: ["a", "b", "c", "d"],
            upper: [.init(style: "purged", name: "purged", values: values)],
            lower: [.init(style: "ours", name: "ours", values: values.reversed())], unit: "Day", marks: ([1], "mark"))
        let drawn = chart.drawing.markup.matches(
            of: #/<rect class="(purged|ours)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/#)
        #expect(drawn.count == 6, "zero is not drawn")
        for rectangle in drawn {
            let (x, y) = (Double(rectangle.output.2)!, Double(rectangle.output.3)!)
            let (width, height) = (Double(rectangle.output.4)!, Double(rectangle.output.5)!)
            #expect(x >= 0 && x + width <= 520 && y >= 9.9 && y + height <= 214.1, "\(rectangle.output.0)")
            #expect(height >= 1, "what there is can be seen")
        }
        #expect(chart.figure.markup.contains("<th scope=\"row\">c</th><td class=\"n\">120</td>"), "and as a table")
    }

    @Test func `an empty chart says so`() {
        let chart = BarChart(
            id: "x", title: "T", summary: "S.", names: ["a"], labels: ["a"],
            upper: [.init(style: "purged", name: "purged", values: [0])], unit: "Day")
        #expect(chart.figure.markup.contains("Nothing to show."))
    }

    @Test func `numbers are grouped`() {
        #expect(
            [0, 12, 999, 1000, 1_234_567, -1_000].map { Texts.number($0) } == [
                "0", "12", "999", "1,000", "1,234,567", "-1,000",
            ])
    }
}
