package import FoundationEssentials
import Platform
import Retention

/// A person's order to purge nothing for now. Restores and rescues continue.
package struct PurgePause: Codable, Sendable, Equatable {
    /// The version of this file format.
    package var version = 1
    package var since: Date
    /// As audit records name operators.
    package var by: String
    package var reason: String?
    /// Whether it holds for all accounts.
    package var isForAll: Bool?

    package init(since: Date, by: String, reason: String?) {
        self.since = since
        self.by = by
        self.reason = reason
    }

    /// One clause, for people.
    package var text: String {
        let whom = isForAll == true ? "purging is paused for all accounts" : "purging is paused"
        let why = reason.map { ": \($0)" } ?? ""
        return String(sanitizing: "\(whom) since \(since.formatted(.iso8601)) by \(by)\(why)")
    }
}

/// A file for each pause in `paused`. Every sweep reads it, and reads it again before each purge call.
extension StateStore {
    private static let pauses = "paused"
    /// No account's file has such a name.
    private static let all = "@all.json"

    /// The reason why an account must not purge now. An unreadable pause counts as one.
    ///
    /// - Parameter account: nil reads only the pause of all accounts.
    /// - Returns: nil if purges aren't paused.
    package func pause(account: String?) -> PurgePause? {
        if let account, let own = pause(inFile: "\(Self.fileName(account)).json") { return own }
        var all = pause(inFile: Self.all)
        all?.isForAll = true
        return all
    }

    /// Whether an account has its own pause; nil: whether all accounts are paused.
    package func hasOwnPause(account: String?) -> Bool { pause(inFile: Self.pauseFile(account)) != nil }

    /// Pauses purges of an account; nil: of all accounts.
    package func pausePurges(_ pause: PurgePause, account: String?) throws(StateError) {
        let name = Self.pauseFile(account)
        guard let bytes = try? JSONWriter.bytes(pause, isIndented: true) else {
            throw .unwritable(path: "\(directory)/\(Self.pauses)/\(name)", reason: "it can't be encoded")
        }
        try write(bytes, Self.pauses, name)
    }

    /// Ends such a pause.
    ///
    /// - Returns: whether there was one.
    package func resumePurges(account: String?) throws(StateError) -> Bool {
        let name = Self.pauseFile(account)
        let folder = try prepared(Self.pauses)
        guard folder.status(name) != nil else { return false }
        folder.remove(name)
        guard folder.status(name) == nil else {
            throw .unwritable(path: folder.path(name), reason: "it can't be removed")
        }
        return true
    }

    private static func pauseFile(_ account: String?) -> String { account.map { "\(fileName($0)).json" } ?? all }

    private func pause(inFile name: String) -> PurgePause? {
        let unknown = PurgePause(
            since: Date(timeIntervalSince1970: 0), by: "somebody", reason: "its file can't be read")
        do throws(StateError) {
            guard let bytes = try read(Self.pauses, name) else { return nil }
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            guard let pause = try? decoder.decode(PurgePause.self, from: Data(bytes)), pause.version == 1,
                StoredNumbers.holds(pause.since)
            else { return unknown }
            return pause
        } catch {
            return unknown
        }
    }
}
