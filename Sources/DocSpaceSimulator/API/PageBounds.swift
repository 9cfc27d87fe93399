/// The part of a list that a request wants (api.md §3).
struct PageBounds {
    let start: Int
    let count: Int

    init(_ request: PortalRequest, _ settings: PortalSettings) throws(APIError) {
        func number(_ name: String, default fallback: Int) throws(APIError) -> Int {
            guard let text = request.value(name) else { return fallback }
            guard let number = Int32(text) else {
                throw .validation(field: name, message: "The value '\(text)' is not valid.")
            }
            return Int(number)
        }
        let maxCount = settings.version.limitsCount ? 100 : 1_000
        var count = try number("Count", default: 100)
        if !settings.version.limitsCount { count = min(count, maxCount) }
        guard (1...maxCount).contains(count) else {
            throw .validation(field: "Count", message: "The field Count must be between 1 and 100.")
        }
        start = try number("StartIndex", default: 0)
        guard start >= 0 else {
            throw .validation(field: "StartIndex", message: "The field StartIndex must be between 0 and 2147483647.")
        }
        self.count = min(count, settings.pageLimit ?? maxCount)
    }
}
