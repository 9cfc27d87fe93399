package import FoundationEssentials
package import Platform
import Retention

/// Sent and pending messages: one for each cause, and another one when a cause comes back after it was over.
///
/// Kept in the state directory, so that a restart sends nothing twice.
package struct NotificationLedger: Codable, Sendable, Equatable {
    /// A cause that is in force.
    package struct Entry: Codable, Sendable, Equatable {
        package let cause: NotificationCause
        package let account: String
        /// If it changes, it is another cause; for example the day on which a key expires.
        let subject: String
        /// The same for every attempt to send it.
        package let id: String
        package let since: Date
        /// One clause for people, from when the cause came up.
        package let reason: String
        /// Nil while it still has to be sent.
        package var notifiedAt: Date?
    }

    /// The version of this file format.
    private var version = 1
    /// In the order in which the causes came up.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Updates the entries from the service's status.
    ///
    /// - Parameter newID: makes the id of a message, different each time.
    package mutating func update(_ status: ServiceStatus, newID: () -> String) {
        let accounts = Set(status.accounts.map(\.name))
        entries.removeAll { !accounts.contains($0.account) }
        for account in status.accounts {
            for cause in NotificationCause.allCases {
                let index = entries.firstIndex { $0.cause == cause && $0.account == account.name }
                switch cause.standing(of: account, in: status) {
                case .unknown: break
                case .over: if let index { entries.remove(at: index) }
                case .active(let reason, let subject):
                    if let index {
                        if entries[index].subject == subject { break }
                        entries.remove(at: index)
                    }
                    entries.append(
                        Entry(
                            cause: cause, account: account.name, subject: subject, id: newID(),
                            since: status.updatedAt, reason: reason))
                }
            }
        }
    }

    /// The pending ones, the oldest first.
    package var due: [Entry] { entries.filter { $0.notifiedAt == nil } }

    /// The receiver has taken a message.
    package mutating func markNotified(_ id: String, at date: Date) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        entries[index].notifiedAt = date
    }
}

extension StateStore {
    private static let notifications = "notifications.json"

    /// - Returns: an empty one when there is none, or none that can be read: at worst a message is sent twice.
    package func notifications() -> NotificationLedger {
        guard let bytes = try? root().read(Self.notifications),
            let ledger = try? JSONDecoder().decode(NotificationLedger.self, from: Data(bytes)),
            ledger.entries.allSatisfy({ StoredNumbers.holds($0.since) && StoredNumbers.holds($0.notifiedAt) })
        else { return NotificationLedger() }
        return ledger
    }

    package func keep(_ ledger: NotificationLedger) throws(FileError) {
        guard let bytes = try? JSONWriter.bytes(ledger, isIndented: true, dates: .deferredToDate) else { return }
        try root().replace(Self.notifications, with: bytes)
    }
}
