import Retention

/// Why a unit of the service isn't running, as systemd reports.
struct StoppedUnit: Encodable {
    /// One clause for people.
    let reason: String
    /// The last status line of the service; nil if there is none.
    let lastStatus: String?
    /// The remedy; one clause.
    let hint: String

    /// Reads the unit's state from systemd.
    ///
    /// - Returns: nil without systemd, or if the unit runs.
    init?(_ unit: String) {
        let names = [
            "LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "ExecMainCode", "StatusText",
            "InactiveEnterTimestamp", "UnitFileState",
        ]
        let result = ExternalCommand.run([
            "systemctl", "show", "--property=\(names.joined(separator: ","))", "--", unit,
        ])
        guard result.status == 0 else { return nil }
        self.init(unit, shown: String(decoding: result.output, as: UTF8.self))
    }

    /// - Parameter text: the output of `systemctl show`, `NAME=VALUE` a line.
    init?(_ unit: String, shown text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let separator = line.firstIndex(of: "=") else { continue }
            values[String(line[..<separator])] = String(line[line.index(after: separator)...])
        }
        guard values["LoadState"] == "loaded", values["ActiveState"] != "active", values["ActiveState"] != nil else {
            return nil
        }
        let how = Self.how(values)
        let log = "journalctl -u \(unit) -n 50 shows what it logged"
        if values["SubState"] == "auto-restart" {
            reason = "\(unit) \(how ?? "ended"), and systemd starts it again within a minute"
            hint = log
        } else if let how {
            reason = "\(unit) \(how)"
            hint = "\(log); once that is fixed: systemctl reset-failed \(unit); systemctl start \(unit)"
        } else if let since = values["InactiveEnterTimestamp"], !since.isEmpty {
            reason = "\(unit) was stopped on \(since)"
            hint = "systemctl start \(unit)"
        } else {
            reason = "\(unit) was not started since this machine booted"
            hint = values["UnitFileState"] == "disabled" ? "systemctl enable --now \(unit)" : "systemctl start \(unit)"
        }
        lastStatus = values["StatusText"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// How a unit failed, as a verb with its object; nil for one that ended well. Source: systemd.service(5),
    /// systemd.exec(5).
    private static func how(_ values: [String: String]) -> String? {
        switch values["Result"] {
        case nil, "", "success": nil
        case "exit-code":
            "ended with exit code \(values["ExecMainStatus"] ?? "?"): \(meaning(values["ExecMainStatus"]))"
        case "signal", "core-dump": "was ended by signal \(values["ExecMainStatus"] ?? "?")"
        case "watchdog": "no longer advanced, so systemd's watchdog ended it"
        case "oom-kill": "ran out of memory (MemoryMax=)"
        case "timeout": "took too long to start or to stop"
        case "start-limit-hit": "failed too often within an hour, so systemd no longer starts it"
        case "resources": "could not be set up, because the system lacks resources"
        case "protocol": "ended before it was ready"
        case let result?: "failed (\(result))"
        }
    }

    private static func meaning(_ status: String?) -> String {
        switch status.flatMap({ Int($0) }) {
        case 78: "the policy, a key or an option was refused"
        case 69: "the audit trail or the state directory can't be used"
        case 73: "a file can't be written"
        case 75: "another process uses the state directory, or the system lacks resources"
        case 203: "the program could not be started"
        case 226: "the sandbox could not be set up"
        case 243: "systemd could not hand over a credential"
        case let code? where code >= 200 && code < 250: "systemd could not set the unit up"
        default: "the journal says why"
        }
    }
}
