import ArgumentParser
import DocSpace
import FoundationEssentials
import Platform
import Retention
import RetentionAdapters
import RetentionEngine
import Time

/// The first command of an administrator: tries a key, shows what it sees, and writes a policy that destroys nothing by
/// accident.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Set up: try a portal and a key, and write a safe policy and the credential.",
        discussion: """
            Asks for what isn't given, on a terminal. Reads from the portal and changes nothing there. The policy only watches \
            until it is told to purge (--retention) or to restore (--restore).

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
            "Purge what was in the trash for so long, such as 14d. (default: nothing)", valueName: "span"))
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

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let authority = try caFile.map { path throws(CommandFailure) in try Self.authority(path) }
        let place = try Installation(
            policyPath: common.policy, credentialFolder: credentialDirectory, replaces: force)
        try place.mustBeFree(common.policy)
        let address = try portalAddress()
        var settings = SafePolicy(
            account: Account(
                name: account ?? "new", portal: address, apiKey: .credential("new"), caFile: authority?.path),
            retention: retention, restored: restore,
            zone: ZoneInfoDirectory().localZone(tz: Environment["TZ"]).identifier)
        // Finds a mistake in the options before any request to a portal.
        _ = try Self.validated(settings.text)
        try mustBeAnswerable()
        let account = settings.account
        let (key, look) = try await entry.read { key throws(CommandFailure) in try await firstLook(account, key) }
        for line in look.lines { Console.say(line) }
        settings.account.name = try accountName(look.person, address)
        settings.account.apiKey = place.keySource(account: settings.account.name)
        try place.mustHaveRoom(account: settings.account.name)
        askForEffects(&settings)
        if authority != nil {
            settings.account.caFile = place.caFile(account: settings.account.name) ?? authority?.path
        }

        let text = settings.text
        let active = try Self.validated(text)
        Console.say("")
        for line in PolicySummary.lines(active, now: Date()).dropFirst() { Console.say(line) }
        for path in place.replaced(account: settings.account.name) {
            Console.say("replaces \(path), and keeps what is there as \(path).bak")
        }
        guard yes || Terminal.confirms("Write this policy to \(common.policy), and store the key?") else {
            Console.complain("note: nothing was written")
            return .incomplete
        }
        Console.say("")
        let copy = place.caFile(account: settings.account.name).flatMap { path in authority.map { ($0.bytes, path) } }
        for line in try place.write(
            key: key, account: settings.account.name, policy: text, caFile: copy)
        {
            Console.say(line)
        }
        for line in NextSteps.lines(place, stateDirectory: common.stateDirectory) { Console.say(line) }
        return nil
    }

    /// The CA file, read once: the service can't read files in somebody's home, so it gets a copy.
    private static func authority(_ path: String) throws(CommandFailure) -> (bytes: [UInt8], path: String) {
        do {
            return (try SmallFile.read(path, limit: 1 << 20).bytes, try Installation.absolute(path))
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(
                .badConfiguration, "--ca-file: \(path) can't be read: \(error)",
                hint: "give a PEM file of the certificate authority")
        }
    }

    /// Without a terminal there is nobody to answer questions.
    private func mustBeAnswerable() throws(CommandFailure) {
        guard !Terminal.isThere else { return }
        if entry.keyFile == nil, !entry.keyStdin {
            throw CommandFailure(
                .usage, "there is no key, and no terminal to type it in", hint: "give --key-file FILE or --key-stdin")
        }
        if !yes {
            throw CommandFailure(.usage, "there is no terminal to ask whether to write the files", hint: "give --yes")
        }
    }

    private func portalAddress() throws(CommandFailure) -> String {
        func objection(_ text: String) -> String? {
            do throws(PortalAddressError) { _ = try PortalAddress(text) } catch { return "\(error); \(error.hint)" }
            return nil
        }
        let asked = Terminal.isThere && portal == nil
        let given = asked ? Terminal.ask("Portal, such as https://acme.example.com:", objection: objection) : portal
        guard let given else {
            throw CommandFailure(.usage, "no portal was given", hint: "give --portal https://acme.example.com")
        }
        do throws(PortalAddressError) { return try PortalAddress(given).description } catch {
            throw CommandFailure(.usage, "--portal: \(error)", hint: error.hint)
        }
    }

    private func firstLook(_ account: Account, _ key: APIKey) async throws(CommandFailure) -> FirstLook {
        let connection = try AccountConnection.open(account, key: key)
        let result: Result<FirstLook, CommandFailure>
        do throws(CommandFailure) {
            result = .success(try await FirstLook.take(account, connection, now: Date()))
        } catch {
            result = .failure(error)
        }
        await connection.close()
        return try result.get()
    }

    /// The given name, else one that the person accepts, made from the key's user or the portal.
    private func accountName(_ person: String?, _ portal: String) throws(CommandFailure) -> String {
        if let account { return account }
        let host = portal.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? ""
        let words = [person, host].compactMap { $0 }.map { Installation.plainWord($0.lowercased()) }
        let proposed = words.first { !$0.isEmpty } ?? "account"
        guard Terminal.isThere, !yes else { return proposed }
        guard let answer = Terminal.ask("Name for this account [\(proposed)]:") else {
            throw CommandFailure(.usage, "no name was given", hint: "give --account NAME")
        }
        return answer.isEmpty ? proposed : answer
    }

    /// The effects of the policy. Pressing only the return key chooses none.
    private func askForEffects(_ settings: inout SafePolicy) {
        guard Terminal.isThere, !yes else { return }
        if retention == nil {
            let now = settings
            let answer = Terminal.ask("Purge what was in the trash for (such as 14d; nothing: don't purge):") { text in
                var tried = now
                tried.retention = text.isEmpty ? nil : text
                return tried.isValid ? nil : "that is no time with a unit; write it like 14d"
            }
            settings.retention = answer.flatMap { $0.isEmpty ? nil : $0 }
        }
        if restore.isEmpty {
            let now = settings
            let answer = Terminal.ask("Restore titles like (such as *contract*, *.sig; nothing: don't restore):") {
                text in
                var tried = now
                tried.restored = Self.globs(text)
                return tried.isValid ? nil : "that is no list of patterns; write it like *contract*, *.sig"
            }
            settings.restored = Self.globs(answer ?? "")
        }
    }

    private static func globs(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
            .map { String($0.reversed().drop(while: \.isWhitespace).reversed()) }.filter { !$0.isEmpty }
    }

    /// Uses the reader of all commands: the written policy is known to be valid.
    private static func validated(_ text: String) throws(CommandFailure) -> ActivePolicy {
        try PolicyFile.parse(Array(text.utf8), file: "the new policy").active
    }
}

extension SafePolicy {
    fileprivate var isValid: Bool { (try? PolicyFile.parse(Array(text.utf8), file: "the new policy")) != nil }
}
