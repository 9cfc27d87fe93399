/// Settings of accounts that don't set them.
struct AccountDefaults {
    var portal: String?
    /// Whether a portal is given, even an invalid one, which is reported already.
    var hasPortal = false
    var caFile: String?
    var proxy: ProxyAddress?
    var pace = RequestPace.standard
}

extension PolicyReader {
    /// Reads `defaults`; missing or invalid values are left out.
    func defaults(_ value: PolicyValue) -> AccountDefaults {
        var defaults = AccountDefaults()
        guard let fields = fields(value, DefaultsKey.self) else { return defaults }
        defaults.portal = fields[.portal].flatMap(portal)
        defaults.hasPortal = fields[.portal] != nil
        defaults.caFile = fields[.caFile].flatMap(absolutePath)
        defaults.proxy = fields[.proxy].flatMap(proxy)
        if let pace = fields[.pace] { defaults.pace = self.pace(pace, defaults.pace) }
        return defaults
    }

    /// The address of a proxy.
    func proxy(_ value: PolicyValue) -> ProxyAddress? {
        // The text is not repeated, because it may hold a password.
        guard case .string(let text) = value.node.value else {
            log.error(
                value, "expected the address of a proxy, found \(value.node.kind)",
                hint: "write it like \"http://proxy.example:3128\"")
            return nil
        }
        do throws(ProxyAddressError) { return try ProxyAddress(text) } catch {
            log.error(value, error.description, hint: error.hint)
            return nil
        }
    }

    /// Reads a pace.
    ///
    /// - Parameter other: used where it says nothing.
    func pace(_ value: PolicyValue, _ other: RequestPace) -> RequestPace {
        var pace = other
        guard let fields = fields(value, PaceKey.self) else { return pace }
        if let requests = fields[.requestsPerMinute].flatMap(paceNumber) { pace.requestsPerMinute = requests }
        if let writes = fields[.writesPerDay].flatMap(paceNumber) { pace.writesPerDay = writes }
        return pace
    }

    private func paceNumber(_ value: PolicyValue) -> Int? {
        if case .number(let number) = value.node.value, let count = number.int, (0...1_000_000_000).contains(count) {
            return count
        }
        log.error(
            value, "expected a whole number from 0 to 1000000000, found \(value.node.found)",
            hint: "0 removes our own limit; the portal's limits are always obeyed")
        return nil
    }
}
