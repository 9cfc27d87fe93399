/// The steps after `init`: three commands, in the order in which a careful person runs them.
enum NextSteps {
    static func lines(_ installation: Installation, stateDirectory: String?) -> [String] {
        let commands: [(String, String)]
        if let unit = installation.unit, let name = unit.split(separator: ".").first {
            let instance = name.split(separator: "@").dropFirst().first
            let options =
                instance.map { " --instance \($0)" } ?? ""
            commands = [
                ("sudo retentiond plan\(options)", "what a sweep would do, and why; changes nothing"),
                ("sudo systemctl enable --now \(name)", "start the service, now and at each boot"),
                ("sudo retentiond status\(options)", "its state"),
            ]
        } else {
            let options =
                " --policy \(ShellWord.of(installation.policyPath)) --state-directory \(ShellWord.of(stateDirectory ?? "DIR"))"
            commands = [
                ("retentiond check --online\(options)", "checks the policy and the key"),
                ("retentiond plan\(options)", "what a sweep would do, and why; changes nothing"),
                ("retentiond sweep\(options)", "one sweep"),
            ]
        }
        return ["", "next:"] + commands.map { "  \($0.0)\n      \($0.1)" }
    }
}
