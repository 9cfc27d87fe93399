package import FoundationEssentials
import Retention

/// The message for an entry of the ledger. docs/operating/notifications.md describes it for receivers.
package struct NotificationMessage: Encodable, Sendable {
    /// The facts of the message.
    package struct Content: Encodable, Sendable {
        package let account: String
        package let reason: String
        package let advice: String
        package let since: String
        package let host: String
        /// Distinguishes the services of one machine.
        package let stateDirectory: String
    }

    /// `retentiond.` and the cause.
    package let type: String
    /// When the cause came up: RFC 3339 in UTC.
    package let timestamp: String
    /// A sentence for people; chat programs show it as it is.
    package let text: String
    package let data: Content

    /// - Parameter invocation: options that make commands mean the service that sends it.
    package init(
        _ entry: NotificationLedger.Entry, host: String, stateDirectory: String, invocation: Invocation = Invocation()
    ) {
        let account = String(sanitizing: entry.account)
        let reason = String(sanitizing: entry.reason)
        type = "retentiond.\(entry.cause.rawValue)"
        timestamp = entry.since.formatted(.iso8601)
        let advice = entry.cause.advice(for: account, under: invocation)
        text = "retentiond on \(host), account \(account): \(reason). What to do: \(advice)."
        data = Content(
            account: account, reason: reason, advice: advice, since: timestamp, host: host,
            stateDirectory: stateDirectory)
    }

    /// A test message that needs no action.
    package init(testAt now: Date, host: String, stateDirectory: String) {
        type = "retentiond.test"
        timestamp = now.formatted(.iso8601)
        let (reason, advice) = ("this is a test, requested with retentiond notify --test", "nothing")
        text = "retentiond on \(host): \(reason). What to do: \(advice)."
        data = Content(
            account: "", reason: reason, advice: advice, since: timestamp, host: host, stateDirectory: stateDirectory)
    }

    /// The body of the request: JSON, the same bytes for the same message.
    package var body: [UInt8] { (try? JSONWriter.bytes(self)) ?? [] }
}
