import ArgumentParser
import DocSpace
import FoundationEssentials
import Platform
import Retention
import RetentionAdapters
import RetentionEngine
import Time

/// The first command of an administrator: tries a key, shows the trash, and writes a policy that destroys nothing by
/// accident.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Set up: try a portal and a key, and write a safe policy and the credential.",
        discussion: """
            On a terminal, it asks for missing values. Reads from the portal and changes nothing there. The policy \
            purges nothing without --retention, and restores nothing without --restore.

            For the service, as root: sudo retentiond init
            In a script: retentiond init --portal https://acme.example.com --account alice --key-file alice.key --yes
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var entry: KeyEntry

    @Option(help: ArgumentHelp("The portal, such as https://acme.example.com.", valueName: "url"))
    var portal: String?

    @Option(help: ArgumentHelp("What to call the account. (default: after the key's user)", valueName: "name"))
    var account: String?

    @Option(help: ArgumentHelp("PEM file of a private certificate authority.", valueName: "file"))
    var caFile: String?

    @Option(
        help: ArgumentHelp(
            "Where to store the key. (default: /etc/credstore.encrypted for a policy of the service, else beside the policy)",
            valueName: "dir"))
    var credentialDirectory: String?

    @Option(
        help: ArgumentHelp(
            "Purge items that were in the trash for this long, such as 14d. (default: nothing)", valueName: "span"))
    var retention: String?

    @Option(
        help: ArgumentHelp(
            "Restore items with titles like this, such as \"*contract*\". May be given again. (default: none)",
            valueName: "glob"))
    var restore: [String] = []

    @Flag(help: "Don't ask whether to write the files.")
    var yes = false

    @Flag(help: "Replace files that exist. Each is named, and kept beside the new one as FILE.bak.")
    var force = false

    func execute() async throws(CommandError) -> ExitStatus? {
        let authority = try caFile.map { path throws(CommandError) in try Self.authority(path) }
        let installation = try Installation(
            policyPath: common.policy, credentialFolder: credentialDirectory, replaces: force)
        try installation.mustBeFree(common.policy)
        let address = try portalAddress()
        var settings = StarterPolicy(
            account: Account(
                name: account ?? "new", portal: address, apiKey: .credential("new"), caFile: authority?.path),
            retention: retention, restored: restore,
            zone: ZoneInfoDirectory().localZone(tz: Environment["TZ"]).identifier)
        // Finds a mistake in the options before any request to a portal.
        _ = try Self.validated(settings.text)
        try mustBeAnswerable()
        let account = settings.account
        let (key, probe) = try await entry.read { key throws(CommandError) in
            try await self.probe(account, key)
        }
        for line in probe.lines { Console.print(line) }
        settings.account.name = try accountName(probe.person, address)
        settings.account.apiKey = installation.keySource(account: settings.account.name)
        try installation.mustHaveRoom(account: settings.account.name)
        askForEffects(&settings)
        if authority != nil {
            settings.account.caFile = installation.caFile(account: settings.account.name) ?? authority?.path
        }

        let text = settings.text
        let active = try Self.validated(text)
        Console.print("")
        for line in PolicySummary.lines(active, now: Date()).dropFirst() { Console.print(line) }
        for path in installation.replaced(account: settings.account.name) {
            Console.print("replaces \(path), and keeps the old file as \(path).bak")
        }
        guard yes || Terminal.confirms("Write this policy to \(common.policy), and store the key?") else {
            Console.printError("note: nothing was written")
            return .incomplete
        }
        Console.print("")
        let copy = installation.caFile(account: settings.account.name).flatMap { path in
            authority.map { ($0.bytes, path) }
        }
        for line in try installation.write(
            key: key, account: settings.account.name, policy: text, caFile: copy)
        {
            Console.print(line)
        }
        for line in NextSteps.lines(installation, stateDirectory: common.stateDirectory) { Console.print(line) }
        return nil
    }

    /// The CA file, read once: the service can't read files in somebody's home, so it gets a copy.
    private static func authority(_ path: String) throws(CommandError) -> (bytes: [UInt8], path: String) {
        do {
            return (try SmallFile.read(path, limit: 1 << 20).bytes, try Installation.absolute(path))
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(
                .badConfiguration, "--ca-file: \(path) can't be read: \(error)",
                hint: "give a PEM file of the certificate authority")
        }
    }

    /// Without a terminal nobody can answer questions.
    private func mustBeAnswerable() throws(CommandError) {
        guard !Terminal.isThere else { return }
        if entry.keyFile == nil, !entry.keyStdin {
            throw CommandError(
                .usage, "there is no key, and no terminal to type it in", hint: "give --key-file FILE or --key-stdin")
        }
        if !yes {
            throw CommandError(.usage, "there is no terminal to ask whether to write the files", hint: "give --yes")
        }
    }

    private func portalAddress() throws(CommandError) -> String {
        func objection(_ text: String) -> String? {
            do throws(PortalAddressError) { _ = try PortalAddress(text) } catch { return "\(error); \(error.hint)" }
            return nil
        }
        let isPrompted = Terminal.isThere && portal == nil
        let given =
            isPrompted ? Terminal.ask("Portal, such as https://acme.example.com:", objection: objection) : portal
        guard let given else {
            throw CommandError(.usage, "no portal was given", hint: "give --portal https://acme.example.com")
        }
        do throws(PortalAddressError) { return try PortalAddress(given).description } catch {
            throw CommandError(.usage, "--portal: \(error)", hint: error.hint)
        }
    }

    private func probe(_ account: Account, _ key: APIKey) async throws(CommandError) -> PortalProbe {
        let connection = try AccountConnection.open(account, key: key)
        let result: Result<PortalProbe, CommandError>
        do throws(CommandError) {
            result = .success(try await PortalProbe.run(account, connection, now: Date()))
        } catch {
            result = .failure(error)
        }
        await connection.close()
        return try result.get()
    }

    /// The given name, else one that the person accepts, made from the key's user or the portal.
    private func accountName(_ person: String?, _ portal: String) throws(CommandError) -> String {
        if let account { return account }
        let host = portal.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        let slugs = [person, host].compactMap { $0 }.map { Installation.slug($0.lowercased()) }
        let proposed = slugs.first { !$0.isEmpty } ?? "account"
        guard Terminal.isThere, !yes else { return proposed }
        guard let answer = Terminal.ask("Name for this account [\(proposed)]:") else {
            throw CommandError(.usage, "no name was given", hint: "give --account NAME")
        }
        return answer.isEmpty ? proposed : answer
    }

    /// The effects of the policy. Pressing only the return key chooses none.
    private func askForEffects(_ settings: inout StarterPolicy) {
        guard Terminal.isThere, !yes else { return }
        if retention == nil {
            let now = settings
            let answer = Terminal.ask("Purge items after this time in the trash (such as 14d; empty: don't purge):") {
                text in
                var tried = now
                tried.retention = text.isEmpty ? nil : text
                return tried.isValid ? nil : "that is not a time with a unit; write it like 14d"
            }
            settings.retention = answer.flatMap { $0.isEmpty ? nil : $0 }
        }
        if restore.isEmpty {
            let now = settings
            let answer = Terminal.ask("Restore titles like (such as *contract*, *.sig; empty: don't restore):") {
                text in
                var tried = now
                tried.restored = Self.globs(text)
                return tried.isValid ? nil : "that is not a list of patterns; write it like *contract*, *.sig"
            }
            settings.restored = Self.globs(answer ?? "")
        }
    }

    private static func globs(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
            .map { String($0.reversed().drop(while: \.isWhitespace).reversed()) }.filter { !$0.isEmpty }
    }

    /// Uses the reader of all commands: the written policy is known to be valid.
    private static func validated(_ text: String) throws(CommandError) -> ActivePolicy {
        try PolicyFile.parse(Array(text.utf8), file: "the new policy").active
    }
}

extension StarterPolicy {
    fileprivate var isValid: Bool { (try? PolicyFile.parse(Array(text.utf8), file: "the new policy")) != nil }
}
