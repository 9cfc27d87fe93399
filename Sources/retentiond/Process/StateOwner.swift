import Glibc
import Platform
import RetentionEngine
import Systemd

/// The user of the state directory, for a command that root started: it works there as that user, never as root.
///
/// The owner of the directory can put anything there: links, pipes, another folder in place of one. If such a thing
/// misled root, it would act with root's rights. So the process takes on the owner's groups, group and user before it
/// reads anything in it. The real user stays root, so the journal still vouches for root, and only root can signal or
/// inspect the process. It keeps the right to read the journal, by its group.
enum StateOwner {
    /// Opens the state directory and becomes its owner, if this is root and the owner isn't.
    ///
    /// Keys, the policy and everything else that only root may read must be read before.
    ///
    /// - Parameter makesIt: whether a directory that is missing in the owner's folder is made.
    /// - Returns: the same store, usable from now on even if the owner can't reach it by its path.
    /// - Throws: `CommandError` (69) if that is impossible, (77) if the directory is closed to the user.
    static func become(_ store: StateStore, makesIt: Bool = true) throws(CommandError) -> StateStore {
        guard getuid() == 0, geteuid() == 0 else {
            try mustBeOpen(store)
            return store
        }
        do throws(FileError) {
            let walk = try FolderWalk(to: store.directory)
            let status = walk.folder.status
            guard status.st_uid != 0 else {
                let folder = walk.folder.named(store.directory)
                return walk.missing.isEmpty ? StateStore(directory: store.directory, opened: folder) : store
            }
            try switchTo(status.st_uid, status.st_gid)
            // Made by the owner: directories in another user's folder belong to that user.
            guard makesIt || walk.missing.isEmpty else { return store }
            var folder = walk.folder
            for name in walk.missing { folder = try folder.makeFolder(name) }
            return StateStore(directory: store.directory, opened: folder.named(store.directory))
        } catch {
            throw CommandError(
                .unavailable, "the state directory \(store.directory) can't be used: \(error)",
                hint: "make root, or the user who runs the service, the owner of it and of all folders above it")
        }
    }

    /// Whether the process is root and acts as another user.
    static var isActing: Bool { getuid() == 0 && geteuid() != 0 }

    /// Becomes root again, for files elsewhere, such as one that a person named.
    static func resign() {
        guard isActing else { return }
        guard seteuid(0) == 0, setegid(0) == 0, setgroups(0, nil) == 0 else {
            preconditionFailure("root can't become root again: \(String(cString: strerror(errno)))")
        }
    }

    /// Becomes the owner, reads the state, and becomes root again.
    ///
    /// - Parameter isOptional: whether a user without access to the state continues without its content.
    /// - Throws: `CommandError` (69), (77) if the directory is closed to the user.
    static func reading<Value>(
        _ store: StateStore, isOptional: Bool = false, _ body: (StateStore) -> Value
    ) throws(CommandError) -> Value {
        guard geteuid() == 0 else {
            if !isOptional { try mustBeOpen(store) }
            return body(store)
        }
        let store = try become(store, makesIt: false)
        defer { resign() }
        return body(store)
    }

    /// Reports the missing right to a user other than root, instead of its consequences.
    ///
    /// - Throws: `CommandError` (77).
    private static func mustBeOpen(_ store: StateStore) throws(CommandError) {
        guard !isClosed(store) else {
            throw CommandError(
                .keyRefused, "requires root or the user who runs the service: \(store.directory) is closed to others")
        }
    }

    /// Whether the directory is closed to this user.
    static func isClosed(_ store: StateStore) -> Bool {
        do throws(FileError) { _ = try store.root() } catch { return error.code == EACCES }
        return false
    }

    /// The groups that may read the journal, beside root's.
    private static var journalGroups: [gid_t] {
        let groups = ["/var/log/journal", "/run/log/journal"].compactMap { path -> gid_t? in
            var status = stat()
            return stat(path, &status) == 0 && status.st_uid == 0 && status.st_gid != 0 ? status.st_gid : nil
        }
        return Array(Set(groups))
    }

    private static func switchTo(_ user: uid_t, _ group: gid_t) throws(FileError) {
        // If the owner of the journal's folders lets a group read it, so that sent records can be read back.
        var groups = [group] + journalGroups.filter { $0 != group }
        guard setgroups(groups.count, &groups) == 0 else { throw FileError("setgroups") }
        guard setegid(group) == 0 else { throw FileError("setegid") }
        guard seteuid(user) == 0 else { throw FileError("seteuid") }
        // Another user's process is hidden from that user; the kernel resets this with the change.
        ProcessMemory.hide()
    }
}
