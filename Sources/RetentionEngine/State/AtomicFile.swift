import Glibc

/// A failed system call.
package struct FileError: Error, CustomStringConvertible {
    package let description: String
    /// The system's words alone.
    package let reason: String

    /// - Parameter call: the one that has just failed and set errno.
    package init(_ call: String) {
        reason = String(cString: strerror(errno))
        description = "\(call): \(reason)"
    }
}

/// Reading what is already open.
package enum OpenFile {
    /// Reads to the end.
    ///
    /// - Parameter limit: bytes after which reading stops; then there are more than that in the result.
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

/// Replaces files so that a reader, or a crash, sees the old or the new content and nothing between.
package enum AtomicFile {
    /// Writes, syncs and renames; then syncs the folder, so that the rename itself survives a power cut.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(FileError) {
        let temporary = temporaryPath(for: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw FileError("open") }
        do throws(FileError) {
            guard fchmod(descriptor, mode) == 0 else { throw FileError("fchmod") }
            giveToOwner(ofFolder: path, descriptor)
            try writeAll(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw FileError("fsync") }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        do throws(FileError) {
            guard close(descriptor) == 0 else { throw FileError("close") }
            guard rename(temporary, path) == 0 else { throw FileError("rename") }
        } catch {
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Whether nothing, or a regular file, is at a path: the rename would replace a device or a socket there, too.
    package static func mayReplace(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// A name of its own for each writer: two that write the same file must not take each other's half. A crash leaves one
    /// such file at most, which nobody reads.
    static func temporaryPath(for path: String) -> String {
        "\(path).\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16)).new"
    }

    /// Takes away what crashes left half-written, more than an hour ago.
    static func removeLeftovers(in folder: String) {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".new") else { continue }
            var status = stat()
            let path = "\(folder)/\(name)"
            if lstat(path, &status) == 0, status.st_mtim.tv_sec < time(nil) - 3_600 { unlink(path) }
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

    /// Run by root beside the service, a command must not leave files that the service's own user can't read.
    static func giveToOwner(ofFolder path: String, _ descriptor: CInt) {
        guard geteuid() == 0, let slash = path.lastIndex(of: "/") else { return }
        var status = stat()
        guard stat(String(path[..<slash]), &status) == 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    private static func syncFolder(of path: String) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("fsync") }
    }
}
