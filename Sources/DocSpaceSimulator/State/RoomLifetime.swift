import FoundationEssentials

/// How long a room keeps files (api.md §6 "Rooms with a file lifetime").
package struct RoomLifetime: Sendable, Equatable {
    package enum Period: Int, Sendable, CaseIterable {
        case days = 0
        case months = 1
        case years = 2
    }

    package var value: Int
    package var period: Period
    /// Expired files are destroyed; else they go to the trash of the room's creator.
    package var deletesPermanently: Bool
    package var isEnabled: Bool

    package init(
        _ value: Int, _ period: Period = .days, deletesPermanently: Bool = false, isEnabled: Bool = true
    ) {
        self.value = value
        self.period = period
        self.deletesPermanently = deletesPermanently
        self.isEnabled = isEnabled
    }

    /// When a file that was modified at `date` expires; months and years by the calendar, in UTC.
    func end(of date: Date) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let component: Calendar.Component =
            switch period {
            case .days: .day
            case .months: .month
            case .years: .year
            }
        return calendar.date(byAdding: component, value: value, to: date) ?? .distantFuture
    }

    var json: JSONValue {
        [
            "value": .int(value), "period": .int(period.rawValue), "deletePermanently": .bool(deletesPermanently),
            "enabled": .bool(isEnabled),
        ]
    }
}
