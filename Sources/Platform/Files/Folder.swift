package import Glibc

/// An open directory. Names in it are relative to it, so it can't be replaced between two calls, and symbolic links in it are
/// not followed.
package final class Folder: Sendable {
    /// For messages.
    package let path: String
    private let descriptor: OpenDescriptor

    /// Opens a directory by its path, whose links are followed.
    package init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = try OpenDescriptor(taking: Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// - Parameter descriptor: of a directory; closed by the folder.
    package init(descriptor: CInt, path: String) {
        self.path = path
        self.descriptor = OpenDescriptor(owned: descriptor)
    }

    /// The same folder under another name for messages.
    package func named(_ path: String) -> Folder { Folder(adopting: descriptor, path) }

    /// Splits a path into the folder, opened, and the last name.
    ///
    /// - Throws: `FileError` when the folder can't be opened.
    package static func holding(_ path: String) throws(FileError) -> (folder: Folder, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (try Folder("."), path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (try Folder(folder), String(path[path.index(after: slash)...]))
    }

    /// Opens a folder in it.
    ///
    /// - Throws: `FileError`, also for a symbolic link.
    package func folder(_ name: String) throws(FileError) -> Folder {
        let path = path(name)
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        return Folder(adopting: try OpenDescriptor(taking: openat(descriptor.number, name, flags)), path)
    }

    /// Opens a folder in it, after making it with mode 0700 if it is missing.
    package func makeFolder(_ name: String) throws(FileError) -> Folder {
        do throws(FileError) { return try folder(name) } catch {
            guard error.code == ENOENT else { throw error }
        }
        guard mkdirat(descriptor.number, name, 0o700) == 0 || errno == EEXIST else { throw FileError("mkdir") }
        return try folder(name)
    }

    /// Opens a regular file in it.
    ///
    /// - Parameter flags: of open(2); a file that is created gets mode 0600.
    /// - Throws: `FileError` for anything but a regular file. It never waits for a pipe or a device.
    package func open(_ name: String, _ flags: CInt) throws(FileError) -> OpenDescriptor {
        let safe = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let file = try OpenDescriptor(taking: openat(descriptor.number, name, safe, 0o600))
        try file.mustBeFile()
        return file
    }

    /// The content of a regular file in it; nil if the name doesn't exist.
    ///
    /// - Parameter limit: bytes; a longer file is an error.
    package func read(_ name: String, limit: Int = .max) throws(FileError) -> [UInt8]? {
        let file: OpenDescriptor
        do throws(FileError) { file = try open(name, O_RDONLY) } catch {
            if error.code == ENOENT { return nil }
            throw error
        }
        let bytes = try OpenFile.readAll(file.number, limit: limit)
        guard bytes.count <= limit else { throw FileError("read", because: "it is longer than \(limit) bytes") }
        return bytes
    }

    /// Writes a new file beside a name and renames it to that: a reader, or a crash, sees the old or the new content.
    ///
    /// - Parameters:
    ///   - owner: who gets it, which only root can choose; nil: its writer.
    ///   - isSynced: whether content and rename must survive a power cut.
    package func replace(
        _ name: String, with bytes: [UInt8], mode: mode_t = 0o600, owner: FileOwnership? = nil, isSynced: Bool = true
    ) throws(FileError) {
        try replace(name, mode: mode, isSynced: isSynced) { file throws(FileError) in
            if let owner, geteuid() == 0 {
                guard fchown(file, owner.user, owner.group) == 0 else { throw FileError("fchown") }
                // The change of owner may have cleared bits.
                guard fchmod(file, mode) == 0 else { throw FileError("fchmod") }
            }
            try AtomicFile.writeAll(bytes, to: file)
        }
    }

    /// The same for content that is produced while it is written.
    ///
    /// - Parameter content: writes all of it to an open file.
    func replace(
        _ name: String, mode: mode_t, isSynced: Bool, content: (CInt) throws(FileError) -> Void
    ) throws(FileError) {
        let temporary = AtomicFile.temporaryName(for: name)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(descriptor.number, temporary, flags, mode)
        guard file >= 0 else { throw FileError("open") }
        do throws(FileError) {
            do throws(FileError) {
                guard fchmod(file, mode) == 0 else { throw FileError("fchmod") }
                try content(file)
                if isSynced, fsync(file) != 0 { throw FileError("fsync") }
            } catch {
                close(file)
                throw error
            }
            guard close(file) == 0 else { throw FileError("close") }
            try rename(temporary, to: name)
        } catch {
            unlinkat(descriptor.number, temporary, 0)
            throw error
        }
        if isSynced, fsync(descriptor.number) != 0 { throw FileError("fsync") }
    }

    /// Renames a file within the folder, and replaces another one.
    package func rename(_ name: String, to other: String) throws(FileError) {
        guard renameat(descriptor.number, name, descriptor.number, other) == 0 else { throw FileError("rename") }
    }

    /// Makes new names in it survive a power cut.
    package func sync() throws(FileError) {
        guard fsync(descriptor.number) == 0 else { throw FileError("fsync") }
    }

    /// Removes a file. It need not exist.
    package func remove(_ name: String) { unlinkat(descriptor.number, name, 0) }

    /// Locks the folder until it is closed.
    ///
    /// - Returns: false if another process has locked it.
    package func lock() -> Bool { flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 }

    /// The status of a name, of the link itself if it is one; nil if the name doesn't exist.
    package func status(_ name: String) -> stat? {
        var status = stat()
        return fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    /// Reads a link in it; see readlink(2).
    func readLink(_ name: String, _ buffer: inout [UInt8]) -> Int {
        buffer.withUnsafeMutableBytes { bytes in
            readlinkat(descriptor.number, name, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
    }

    /// The status of the folder itself.
    package var status: stat {
        var status = stat()
        // Cannot fail: the descriptor is open and the pointer valid.
        fstat(descriptor.number, &status)
        return status
    }

    /// The names in it, in no order, without `.` and `..`; none when it can't be read.
    package var names: [String] { (try? listNames()) ?? [] }

    /// Whether it has a name that matches.
    ///
    /// - Throws: as `listNames`.
    package func contains(where isWanted: (String) -> Bool) throws(FileError) -> Bool {
        var found = false
        try forEachName { name in
            found = isWanted(name)
            return !found
        }
        return found
    }

    /// The names in it, in no order, without `.` and `..`.
    ///
    /// - Throws: `FileError` when the folder can't be read to its end.
    package func listNames() throws(FileError) -> [String] {
        var names: [String] = []
        try forEachName { name in
            names.append(name)
            return true
        }
        return names
    }

    /// - Parameter goesOn: gets each name; false ends the iteration.
    private func forEachName(_ goesOn: (String) -> Bool) throws(FileError) {
        // A descriptor of its own, because closedir closes it and readdir moves its offset.
        let own = openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw FileError("open") }
        guard let stream = fdopendir(own) else {
            let error = FileError("fdopendir")
            close(own)
            throw error
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileError("readdir") }
                return
            }
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != "..", !goesOn(name) { return }
        }
    }

    private init(adopting descriptor: OpenDescriptor, _ path: String) {
        self.path = path
        self.descriptor = descriptor
    }

    /// For messages.
    package func path(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }
}
