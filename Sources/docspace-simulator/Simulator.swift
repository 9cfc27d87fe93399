import ArgumentParser
import DocSpaceSimulator

extension PortalVersion: ExpressibleByArgument {}
extension Installation: ExpressibleByArgument {}

/// The quick-start portal: DocSpace 3.7 in memory, on loopback, for tests and the demo.
@main
struct Simulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docspace-simulator",
        abstract: "A DocSpace portal in memory, for trying out and testing retentiond.",
        discussion: "Serves on loopback only. Prints one line with the address once it listens."
    )

    @Option(help: "Port to listen on; 0 takes an unused one.")
    var port = 0

    @Option(help: "Loopback address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Contents: empty, demo, traps, random:N or files:N.")
    var seed = SeedOption.demo

    @Option(help: "Seed of random:N, of files:N and of everything else that is random.")
    var randomSeed: UInt64 = 1

    @Option(help: "API key of the main user; made up when omitted.")
    var key = ""

    @Option(help: "Write the address and the keys to this file, as JSON, once it listens.")
    var readyFile: String?

    @Option(help: "Milliseconds an operation takes per item; 0 is instant.")
    var operationDuration = 5

    @Option(help: "Version of DocSpace to be: \(PortalVersion.allCases.map(\.rawValue).joined(separator: ", ")).")
    var portalVersion = PortalVersion.v3_7_2

    @Option(help: "How it was installed: cloud, image or package. Only the cloud limits requests by itself.")
    var installation = Installation.cloud

    @Flag(inversion: .prefixedNo, help: "Limit requests, whatever the kind of installation does.")
    var rateLimits: Bool?

    @Flag(inversion: .prefixedNo, help: "Send names of people HTML-encoded, as every portal does.")
    var encodeNames = true

    @Option(help: "End after so many seconds.")
    var exitAfter: Int?

    @Flag(help: "End when the process that started it ends.")
    var exitWithParent = false

    @Flag(help: "Write a line per request to standard error.")
    var log = false

    func validate() throws {
        guard ["127.0.0.1", "::1", "localhost"].contains(host) else {
            throw ValidationError("The simulator has no protection whatever: --host must be a loopback address.")
        }
        guard operationDuration >= 0 else { throw ValidationError("--operation-duration must not be negative.") }
        guard key.isEmpty || key.hasPrefix("sk-") else { throw ValidationError("--key must begin with sk-.") }
    }

    func run() async throws {
        let pace: OperationPace = operationDuration == 0 ? .instant : .perItem(.milliseconds(operationDuration))
        var settings = PortalSettings(
            version: portalVersion, installation: installation, pace: pace, seed: randomSeed)
        if let rateLimits { settings.rateLimits = rateLimits ? RateLimits() : nil }
        settings.encodesNames = encodeNames
        let portal = SimulatedPortal(settings: settings)
        let users = seed.seed(randomSeed: randomSeed).plant(in: portal, apiKey: key.isEmpty ? madeUpKey() : key)
        let announcement = Announcement(users: users, readyFile: readyFile)
        try await withThrowingTaskGroup(of: Void.self) { [host, port, exitAfter, exitWithParent, log] group in
            group.addTask { await ShutdownTrigger.waitForSignal() }
            group.addTask { try await SimulatorServer.run(portal, host: host, port: port, onReady: announcement.make) }
            if exitWithParent { group.addTask { try await ShutdownTrigger.waitForParentExit() } }
            if let exitAfter { group.addTask { try await Task.sleep(for: .seconds(exitAfter)) } }
            if log { group.addTask { try await RequestLog.follow(portal) } }
            try await group.next()
            group.cancelAll()
        }
    }

    /// A key in the portal's form: `sk-` and 64 hexadecimal digits, a different one each time.
    private func madeUpKey() -> String {
        var generator = SeededGenerator(seed: .random(in: 0...UInt64.max))
        return "sk-\(generator.hex(64))"
    }
}
