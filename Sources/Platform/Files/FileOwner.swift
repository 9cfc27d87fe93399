import Glibc

/// The owner of a file or folder.
package enum FileOwner {
    /// - Returns: a user's number; nil if the file doesn't exist, or can't be inspected.
    package static func of(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }
}
