package import FoundationEssentials
import Glibc
import Platform
package import Retention

/// The holds of persons: a file each in `holds.d`. Every sweep reads them, and reads them again before each purge call.
extension StateStore {
    private static let holdFolder = "holds.d"

    /// A hold and the name of its file.
    package struct HoldFile: Sendable {
        package let name: String
        package var stored: StoredHold
    }

    /// All holds, ended ones included, by file name. Leaves out names that begin with a period, and files that a crash left
    /// half-written.
    ///
    /// - Throws: `.badHold` for the first invalid file, `.unreadable` for one that can't be read.
    package func holdFiles() throws(StateError) -> [HoldFile] {
        let folder: Folder
        do throws(FileError) { folder = try root().folder(Self.holdFolder) } catch {
            if error.code == ENOENT { return [] }
            throw .unreadable(path: "\(directory)/\(Self.holdFolder)", reason: error.reason)
        }
        let names: [String]
        do throws(FileError) { names = try folder.listNames() } catch {
            throw .unreadable(path: "\(directory)/\(Self.holdFolder)", reason: error.reason)
        }
        var files: [HoldFile] = []
        for name in names.sorted() where !name.hasPrefix(".") && !AtomicFile.isTemporaryName(name) {
            let path = "\(directory)/\(Self.holdFolder)/\(name)"
            guard name.hasSuffix(".json") else { throw .badHold(path: path, reason: "its name must end with .json") }
            let bytes: [UInt8]?
            do throws(FileError) { bytes = try folder.read(name, limit: StoredHold.maxFileBytes) } catch {
                throw .unreadable(path: path, reason: error.reason)
            }
            // Removed since the folder was listed.
            guard let bytes else { continue }
            do throws(HoldFileError) { files.append(HoldFile(name: name, stored: try StoredHold(bytes: bytes))) } catch
            {
                throw .badHold(path: path, reason: error.description)
            }
        }
        return files
    }

    /// The items of an account that persons hold at an instant; of several holds of one item, the one that lasts longest.
    ///
    /// - Parameter accounts: all accounts of the policy.
    /// - Throws: as `holdFiles`, and `.badHold` for a hold in force that belongs to none of the accounts, perhaps for a
    ///   misspelt name: its item isn't protected.
    package func heldItems(
        account: String, among accounts: some Collection<String>, at instant: Date
    ) throws(StateError) -> [ItemKey: ItemHold] {
        let inForce = try holdFiles().filter { $0.stored.isInForce(at: instant) }
        if let stray = inForce.first(where: { !accounts.contains($0.stored.account) }) {
            throw .badHold(
                path: "\(directory)/\(Self.holdFolder)/\(stray.name)",
                reason: "the policy has no account \"\(String(sanitizing: stray.stored.account))\"")
        }
        let holds = inForce.filter { $0.stored.account == account }
        return Dictionary(holds.map { ($0.stored.hold.key, $0.stored.hold) }) { $1.outlasts($0) ? $1 : $0 }
    }

    /// Writes a hold to its own file; from then on it protects.
    package func add(_ hold: StoredHold) throws(StateError) {
        let folder = try prepared(Self.holdFolder)
        let stem = "\(hold.hold.key.kind.rawValue)-\(hold.hold.key.id).\(Self.fileName(hold.account))"
        var name = "\(stem).json"
        var number = 1
        while folder.status(name) != nil {
            number += 1
            name = "\(stem).\(number).json"
        }
        try writeHold(hold, name)
    }

    /// Replaces the content of a hold's file.
    package func update(_ file: HoldFile) throws(StateError) { try writeHold(file.stored, file.name) }

    /// Keeps other commands from changing holds meanwhile; sweeps only read them and don't wait.
    ///
    /// - Throws: `.locked` when another command holds the lock.
    package func lockHolds() throws(StateError) -> StateLock {
        let folder = try prepared(Self.holdFolder)
        AtomicFile.removeLeftovers(in: folder)
        return try StateLock(folder, ".lock", account: "holds")
    }

    private func writeHold(_ hold: StoredHold, _ name: String) throws(StateError) {
        try write(hold.bytes, Self.holdFolder, name)
    }
}
