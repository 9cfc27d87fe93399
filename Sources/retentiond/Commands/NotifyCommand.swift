import ArgumentParser
import DocSpace
import FoundationEssentials
import RetentionEngine

/// Sends a test message.
struct NotifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Send a test message to the webhook. Exit code 69: it was not accepted.",
        discussion: """
            Without --webhook-url the settings are those of the service, from /etc/default/retentiond and the unit's drop-ins.

            Examples:
              retentiond notify --test
              retentiond notify --test --webhook-url file:hook --webhook-format slack
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var webhookOptions: WebhookOptions

    @Flag(help: "Send one message that is marked as a test.")
    var test = false

    func validate() throws {
        guard test else { throw ValidationError("only a test can be sent; give --test") }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let unit = InstalledUnit(ofPolicy: common.policy)
        guard let target = try webhookOptions.target(unit.map { UnitSettings(of: $0) } ?? .own) else {
            throw CommandError(
                .badConfiguration, "no webhook is set",
                hint: "set RETENTIOND_WEBHOOK_URL in /etc/default/retentiond, or give --webhook-url")
        }
        let sender = try WebhookSender(target)
        let message = NotificationMessage(
            testAt: Date(), host: WebhookSender.host, stateDirectory: common.store.directory)
        let failure: PostError?
        do throws(PostError) {
            try await sender.send(message, id: WebhookSender.newID())
            failure = nil
        } catch {
            failure = error
        }
        await sender.shutDown()
        if let failure {
            throw CommandError(
                .unavailable, "the webhook's receiver did not accept the test message: \(failure)",
                hint: "check its address, the format and, where one is needed, --webhook-proxy and --webhook-ca-file")
        }
        Console.print("The webhook's receiver accepted the test message.")
        return nil
    }
}
