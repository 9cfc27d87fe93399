import Retention
import Time

/// The periods that a chart has bars for: days or, if those would be too many, weeks or months.
struct TimeBins {
    enum Unit: String { case day, week, month }

    let unit: Unit
    /// How many there are; at least 1.
    let count: Int
    private let origin: Int64

    /// More bars can't be distinguished.
    private static let maxBins = 62
    /// A record may claim any time; its bar is then the first.
    private static let maxMonths = 240

    /// - Parameters:
    ///   - first: the first day, as days since 1970.
    ///   - last: the last day; not before the first.
    init(first: Int64, last: Int64) {
        if last - first < Self.maxBins {
            (unit, origin, count) = (.day, first, Int(max(0, last - first)) + 1)
        } else if last - first < Self.maxBins * 7 {
            // Weeks begin on Monday; 1970-01-01 was a Thursday.
            let monday = (first + 3).flooredQuotientAndRemainder(dividingBy: 7).quotient * 7 - 3
            (unit, origin, count) = (.week, monday, Int(last - monday) / 7 + 1)
        } else {
            let end = Self.month(of: last)
            let start = max(Self.month(of: first), end - Int64(Self.maxMonths) + 1)
            (unit, origin, count) = (.month, start, Int(end - start) + 1)
        }
    }

    /// The bar of a day; days outside count for the first or the last.
    func index(of day: Int64) -> Int {
        let index =
            switch unit {
            case .day: day - origin
            case .week: (day - origin).flooredQuotientAndRemainder(dividingBy: 7).quotient
            case .month: Self.month(of: day) - origin
            }
        return Int(min(max(index, 0), Int64(count - 1)))
    }

    /// The first day of a bar.
    func day(_ index: Int) -> Int64 {
        switch unit {
        case .day: return origin + Int64(index)
        case .week: return origin + 7 * Int64(index)
        case .month:
            let (year, month) = (origin + Int64(index)).flooredQuotientAndRemainder(dividingBy: 12)
            return CivilTime(year: Int(year), month: Int(month) + 1, day: 1).daysSinceEpoch
        }
    }

    /// The name of a bar in full: "12 November 2026", "week of 9 November 2026", "November 2026".
    func name(_ index: Int) -> String {
        switch unit {
        case .day: Texts.date(day(index))
        case .week: "week of \(Texts.date(day(index)))"
        case .month: Texts.month(day(index))
        }
    }

    /// The same for an axis: "12 Nov", "Nov 2026".
    func label(_ index: Int) -> String {
        unit == .month ? Texts.shortMonth(day(index)) : Texts.shortDate(day(index))
    }

    private static func month(of day: Int64) -> Int64 {
        let date = CivilTime(secondsSinceEpoch: day * 86_400)
        return Int64(date.year) * 12 + Int64(date.month) - 1
    }
}
