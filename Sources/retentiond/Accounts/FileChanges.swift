import Glibc
import Platform
import RetentionEngine

/// Files that change together: if one can't be written, the earlier ones are restored.
///
/// Each file is replaced whole. A process that is killed in between leaves the first ones changed, so the order
/// matters: a file that refers to another comes after it.
struct FileChanges {
    private struct Content {
        let bytes: [UInt8]
        let mode: mode_t
        let owner: FileOwnership
    }

    private struct Before {
        let path: String
        /// Nil: there was none.
        let file: Content?
        var isFolder = false
    }

    private var before: [Before] = []

    /// Writes a file, or replaces a regular one.
    ///
    /// A replaced file keeps its owner.
    ///
    /// - Parameter mode: nil for the mode of the present file.
    mutating func write(_ bytes: [UInt8], to path: String, mode: mode_t?) throws(FileError) {
        let file = try Self.content(of: path)
        try AtomicFile.write(bytes, to: path, mode: mode ?? file?.mode ?? 0o644, owner: file?.owner)
        before.append(Before(path: path, file: file))
    }

    /// Makes a folder if it is missing.
    mutating func makeFolder(_ path: String, mode: mode_t) throws(FileError) {
        guard mkdir(path, mode) == 0 else {
            if errno == EEXIST { return }
            throw FileError("mkdir")
        }
        before.append(Before(path: path, file: nil, isFolder: true))
        guard chmod(path, mode) == 0 else { throw FileError("chmod") }
    }

    mutating func remove(_ path: String) throws(FileError) {
        guard let file = try Self.content(of: path) else { return }
        guard unlink(path) == 0 else { throw FileError("unlink") }
        before.append(Before(path: path, file: file))
    }

    /// Undoes everything, the last change first.
    ///
    /// - Returns: the paths for which that failed.
    mutating func rollBack() -> [String] {
        let failed = before.reversed().filter { change in
            guard let file = change.file else {
                return (change.isFolder ? rmdir(change.path) : unlink(change.path)) != 0 && errno != ENOENT
            }
            return (try? AtomicFile.write(file.bytes, to: change.path, mode: file.mode, owner: file.owner)) == nil
        }
        before = []
        return failed.map(\.path)
    }

    /// - Returns: nil without a file.
    /// - Throws: `FileError` for anything but a regular file.
    private static func content(of path: String) throws(FileError) -> Content? {
        guard AtomicFile.mayReplace(path) else { throw FileError("open", because: "it is not a regular file") }
        guard access(path, F_OK) == 0 else { return nil }
        do {
            let file = try SmallFile.read(path, limit: 16 << 20)
            return Content(bytes: file.bytes, mode: file.mode, owner: file.owner)
        } catch {
            throw FileError("read", because: "\(error)")
        }
    }
}
