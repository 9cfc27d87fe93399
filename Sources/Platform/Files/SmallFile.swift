package import Glibc

/// Files that a person wrote: read whole, unless they are absurdly large.
package enum SmallFile {
    package struct AccessError: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Replaces a regular file, or creates one. Anything else at that path, such as a device, is not touched.
    package static func save(_ bytes: [UInt8], to path: String) throws(AccessError) {
        guard AtomicFile.mayReplace(path) else {
            throw AccessError(description: "it exists and is not a regular file")
        }
        do { try AtomicFile.write(bytes, to: path) } catch { throw AccessError(description: error.description) }
    }

    /// The content of a file, with attributes of that same file.
    package struct Content {
        package let bytes: [UInt8]
        /// The permission bits.
        package let mode: mode_t
        package let owner: FileOwnership
    }

    package static func read(_ path: String, limit: Int) throws(AccessError) -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw AccessError(description: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw AccessError(description: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw AccessError(description: "it is not a regular file") }
        let bytes: [UInt8]
        do { bytes = try OpenFile.readAll(descriptor, limit: limit) } catch {
            throw AccessError(description: error.reason)
        }
        guard bytes.count <= limit else { throw AccessError(description: "it is longer than \(limit) bytes") }
        return Content(bytes: bytes, mode: status.st_mode & 0o7777, owner: FileOwnership(status))
    }
}
