package import Glibc

/// A failed system call.
package struct FileError: Error, CustomStringConvertible {
    package let description: String
    /// The system's text alone.
    package let reason: String
    /// errno(3) of the call; 0 if the call succeeded and its result is wrong.
    package let code: CInt

    /// - Parameter call: the one that has just failed and set errno.
    package init(_ call: String) {
        code = errno
        reason = code == ELOOP ? "it is a symbolic link" : String(cString: strerror(code))
        description = "\(call): \(reason)"
    }

    /// - Parameter reason: what is wrong, although the call succeeded.
    package init(_ call: String, because reason: String) {
        code = 0
        self.reason = reason
        description = "\(call): \(reason)"
    }
}

/// Reading from an open file.
package enum OpenFile {
    /// Reads to the end.
    ///
    /// - Parameter limit: bytes after which reading stops; the result then has more than that.
    package static func readAll(_ descriptor: Int32, limit: Int = .max) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("read") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}

/// The owner of a file.
package struct FileOwnership: Sendable {
    let user: uid_t
    let group: gid_t

    package init(_ status: stat) { (user, group) = (status.st_uid, status.st_gid) }
}

/// Replaces files so that a reader, or a crash, sees the old or the new content and nothing between.
package enum AtomicFile {
    /// Writes, syncs and renames in the file's folder, which is opened once; then syncs the folder, so that the rename
    /// survives a power cut. The file belongs to its writer.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o600, owner: FileOwnership? = nil
    ) throws(FileError) {
        let (folder, name) = try Folder.holding(path)
        try folder.replace(name, with: bytes, mode: mode, owner: owner)
    }

    /// The same for content that is produced while it is written.
    ///
    /// - Parameter content: writes all of it to an open file.
    package static func write(
        to path: String, content: (CInt) throws(FileError) -> Void
    ) throws(FileError) {
        let (folder, name) = try Folder.holding(path)
        try folder.replace(name, mode: 0o600, isSynced: true, content: content)
    }

    /// Whether a path is free or has a regular file: the rename would replace a device or a socket, too.
    package static func mayReplace(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// A different name for each writer, so that two writers of a file don't take each other's half. A crash leaves at most
    /// one such file, which is never read.
    static func temporaryName(for name: String) -> String {
        "\(name).\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16)).new"
    }

    /// Whether it is a name that `temporaryName` gives.
    package static func isTemporaryName(_ name: String) -> Bool {
        name.wholeMatch(of: /.*\.[0-9]+-[0-9a-f]+\.new/) != nil
    }

    /// Removes files that crashes left half-written more than an hour ago.
    package static func removeLeftovers(in folder: Folder) {
        for name in folder.names where name.hasSuffix(".new") {
            if let status = folder.status(name), status.st_mtim.tv_sec < time(nil) - 3_600 { folder.remove(name) }
        }
    }

    /// Writes all bytes to an open file.
    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write") }
            rest = rest.dropFirst(count)
        }
    }
}
