import FoundationEssentials

/// A command's request to the running service.
struct ServiceRequest {
    let route: ControlRoute
    /// Values of each parameter; one without a value is left out.
    var query: [String: [String]]
    let body: [UInt8]

    init(_ route: ControlRoute, _ query: [String: [String]] = [:], body: [UInt8] = []) {
        self.route = route
        self.query = query
        self.body = body
    }

    /// Path and query.
    var target: String {
        var address = URLComponents()
        address.path = route.path
        let items = query.sorted { $0.key < $1.key }.flatMap { name, values in
            values.map { URLQueryItem(name: name, value: $0) }
        }
        if !items.isEmpty { address.queryItems = items }
        return address.string ?? route.path
    }
}

/// How a command continues after the service's answer.
enum ServiceAnswer {
    /// The service has done it; the command ends with that status, nil for success.
    case done(ExitStatus?)
    /// It must do the work itself.
    case direct
}
