package import Glibc

/// The way to a directory, taken step by step, to find out who controls it.
///
/// If a link or a folder of another user led a process of root, it would act in that user's name with root's rights. So a way
/// through something of one user must end at something of the same user.
package struct FolderWalk: Sendable {
    /// The deepest folder that exists.
    package let folder: Folder
    /// The missing folders below it, outermost first.
    package let missing: [String]
    /// The only user beside root who can change where the way leads; nil if only root can.
    package let master: uid_t?

    private static let maxLinks = 40

    /// Walks to a directory. Links are followed.
    ///
    /// - Parameter path: need not exist in full.
    /// - Throws: `FileError` if a part can't be opened, or somebody could mislead root.
    package init(to path: String) throws(FileError) {
        var here = try Folder(path.hasPrefix("/") ? "/" : ".")
        var master = try Self.step(nil, here.status, here.path)
        var rest = Self.parts(path)
        var links = 0
        while let name = rest.first {
            rest.removeFirst()
            guard let status = here.status(name) else {
                guard errno == ENOENT else { throw FileError("stat") }
                self.init(folder: here, missing: [name] + rest, master: master)
                return
            }
            master = try Self.step(master, status, here.path(name))
            if status.st_mode & S_IFMT == S_IFLNK {
                links += 1
                guard links <= Self.maxLinks, let target = here.link(name) else { throw FileError("readlink") }
                if target.hasPrefix("/") { here = try Folder("/") }
                rest = Self.parts(target) + rest
            } else {
                here = try here.folder(name)
                // The status of what was opened, regardless of what the name meant a moment ago.
                master = try Self.step(master, here.status, here.path)
            }
        }
        self.init(folder: here, missing: [], master: master)
    }

    private init(folder: Folder, missing: [String], master: uid_t?) {
        (self.folder, self.missing, self.master) = (folder, missing, master)
    }

    private static func parts(_ path: String) -> [String] {
        path.split(separator: "/").map(String.init).filter { $0 != "." }
    }

    /// - Parameters:
    ///   - master: of the way so far.
    ///   - status: of the next thing on it.
    private static func step(_ master: uid_t?, _ status: stat, _ path: String) throws(FileError) -> uid_t? {
        if let master, status.st_uid != master {
            throw FileError(
                "open",
                because: "\(path) belongs to user \(status.st_uid), but user \(master) controls the folder above")
        }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder, status.st_mode & S_IWOTH != 0, status.st_mode & S_ISVTX == 0 {
            throw FileError("open", because: "everybody may rename the files in \(path)")
        }
        return status.st_uid == 0 ? master : status.st_uid
    }
}

extension Folder {
    /// Where a link in it leads; nil if it can't be read.
    fileprivate func link(_ name: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readLink(name, &buffer)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
