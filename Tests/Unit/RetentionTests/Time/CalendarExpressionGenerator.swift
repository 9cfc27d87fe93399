/// Generates calendar expressions, most of them valid, some damaged.
struct CalendarExpressionGenerator {
    var random: RandomChoices

    /// - Parameter zones: possible ends, such as "UTC", "Asia/Kathmandu" or "CEST".
    mutating func expression(zones: [String]) -> String {
        var text = random.oneIn(12) ? shorthand() : random.oneIn(6) ? timeOfDay() : dateAndTime()
        if random.oneIn(4) { text += " " + random.one(of: zones) }
        if random.oneIn(8) { text = damaged(text) }
        return text
    }

    private mutating func shorthand() -> String {
        let name = random.one(of: [
            "minutely", "hourly", "daily", "monthly", "weekly", "yearly", "annually", "quarterly", "semiannually",
            "semi-annually", "biannually", "bi-annually", "anually", "Daily", "WEEKLY", "fortnightly",
        ])
        return random.oneIn(20) ? "@\(Int.random(in: 0...5_000_000_000, using: &random))" : name
    }

    /// A time that comes every day, at night, when clocks change.
    private mutating func timeOfDay() -> String {
        let hour = Int.random(in: 0...3, using: &random)
        let date = random.oneIn(3) ? random.one(of: ["*-*-* ", "*-*~28/1 ", "Mon..Sun ", "Sat,Sun "]) : ""
        return date + "\(hour):\(Int.random(in: 0...59, using: &random))"
    }

    private mutating func dateAndTime() -> String {
        var parts: [String] = []
        if random.oneIn(3) { parts.append(weekdays()) }
        let hasDate = !random.oneIn(3)
        if hasDate { parts.append(date()) }
        if !hasDate || !random.oneIn(4) { parts.append(time()) }
        return parts.joined(separator: random.oneIn(30) ? "  " : " ")
    }

    private mutating func weekdays() -> String {
        let names = [
            "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Monday", "wednesday", "FRIDAY", "sun", "tuesday", "sAt",
        ]
        var items: [String] = []
        for _ in 0...Int.random(in: 0...2, using: &random) {
            items.append(
                random.oneIn(3)
                    ? random.one(of: names) + random.one(of: ["..", "-"]) + random.one(of: names)
                    : random.one(of: names))
        }
        return items.joined(separator: ",") + (random.oneIn(12) ? "," : "")
    }

    private mutating func date() -> String {
        let day = random.oneIn(5) ? "~" + list(1...9, 28) : "-" + list(1...31, 31)
        let month = list(1...12, 12)
        if random.oneIn(3) { return month + day }
        let year = random.oneIn(5) ? list(2024...2032, 2199) : random.oneIn(15) ? list(0...99, 99) : "*"
        return year + "-" + month + day
    }

    private mutating func time() -> String {
        // Hours at which clocks change come up more often.
        let hour = random.oneIn(2) ? list(0...3, 23) : list(0...23, 23)
        let minute = list(0...59, 59)
        if random.oneIn(2) { return hour + ":" + minute }
        return hour + ":" + minute + ":" + seconds()
    }

    private mutating func list(_ range: ClosedRange<Int>, _ maximum: Int) -> String {
        if random.oneIn(3) { return "*" }
        var items: [String] = []
        for _ in 0...(random.oneIn(4) ? Int.random(in: 1...3, using: &random) : 0) {
            items.append(item(range, maximum))
        }
        return items.joined(separator: ",")
    }

    private mutating func item(_ range: ClosedRange<Int>, _ maximum: Int) -> String {
        let start = Int.random(in: range, using: &random)
        var text = random.oneIn(2) && start < 10 ? "0\(start)" : "\(start)"
        if random.oneIn(4) {
            let low = random.oneIn(10) ? 0 : min(start, maximum)
            text += "..\(Int.random(in: low...max(low, maximum + (random.oneIn(10) ? 2 : 0)), using: &random))"
        }
        if random.oneIn(4) {
            text += "/\(Int.random(in: (random.oneIn(20) ? 0 : 1)...max(2, maximum / 3), using: &random))"
        }
        return text
    }

    private mutating func seconds() -> String {
        if random.oneIn(5) { return "*" }
        if random.oneIn(2) { return list(0...59, 59) }
        let fraction = random.one(of: [
            ".5", ".25", ".4200004", ".999999", ".9999996", ".0", ".", ".000001", ".1234565",
        ])
        var text = "\(Int.random(in: 0...59, using: &random))\(fraction)"
        if random.oneIn(4) { text += "..\(Int.random(in: 30...59, using: &random))" }
        if random.oneIn(2) {
            text += "/\(Int.random(in: 0...30, using: &random))\(random.one(of: ["", ".5", ".1700005"]))"
        }
        return text + (random.oneIn(5) ? ",\(Int.random(in: 0...61, using: &random))" : "")
    }

    /// Removes a character, doubles one, or inserts a foreign one.
    private mutating func damaged(_ text: String) -> String {
        var characters = Array(text)
        guard !characters.isEmpty else { return text }
        let position = Int.random(in: 0..<characters.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: characters.remove(at: position)
        case 1: characters.insert(characters[position], at: position)
        case 2: characters[position] = random.one(of: Array("0123456789*/~-:,. @TUu+x"))
        default: characters.insert(random.one(of: Array("0123456789*/~-:,. @TUu+x")), at: position)
        }
        return String(characters)
    }
}
