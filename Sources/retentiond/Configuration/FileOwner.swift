import Glibc

/// Whose a file or folder is.
enum FileOwner {
    /// - Returns: a user's number; nil when there is no such file, or nobody may know.
    static func of(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_uid : nil
    }
}
