import Glibc
import RetentionEngine
import Systemd

/// Whose the state directory is, for a command that root started: it works there as that user, never as root.
///
/// Who owns the directory can put anything there: links, pipes, another folder in the place of one. What root is led to by it
/// would be done with root's rights. So the process takes on the owner's groups, group and user before it looks at anything
/// in it. The real user stays root, hence the journal still vouches for root, and nobody but root can signal or
/// inspect the process. It keeps the right to read the journal, by its group.
enum StateOwner {
    /// Opens the state directory and becomes its owner, if this is root and the owner isn't.
    ///
    /// Keys, the policy and whatever else only root may read come first.
    ///
    /// - Parameter makesIt: whether a directory that is missing in the owner's folder is made.
    /// - Returns: the same store, usable from now on also where the owner can't reach it by its path.
    /// - Throws: `CommandFailure` (69) when that can't be, (77) when the directory is closed to the user.
    static func become(_ store: StateStore, makesIt: Bool = true) throws(CommandFailure) -> StateStore {
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
            // Made by the owner: what lies in another user's folder is that user's.
            guard makesIt || walk.missing.isEmpty else { return store }
            var folder = walk.folder
            for name in walk.missing { folder = try folder.makeFolder(name) }
            return StateStore(directory: store.directory, opened: folder.named(store.directory))
        } catch {
            throw CommandFailure(
                .unavailable, "the state directory \(store.directory) can't be used: \(error)",
                hint: "give it, and all that is on the way to it, to root or to the user who runs the service")
        }
    }

    /// Whether the process is root and acts as somebody else.
    static var isActing: Bool { getuid() == 0 && geteuid() != 0 }

    /// Becomes root again, for what lies elsewhere, such as a file that a person asked for.
    static func resign() {
        guard isActing else { return }
        guard seteuid(0) == 0, setegid(0) == 0, setgroups(0, nil) == 0 else {
            preconditionFailure("root can't become root again: \(String(cString: strerror(errno)))")
        }
    }

    /// Becomes the owner, looks at the state, and becomes root again.
    ///
    /// - Parameter isOptional: whether a user to whom the state is closed goes on without what is in it.
    /// - Throws: `CommandFailure` (69), (77) when the directory is closed to the user.
    static func looking<Value>(
        _ store: StateStore, isOptional: Bool = false, _ body: (StateStore) -> Value
    ) throws(CommandFailure) -> Value {
        guard geteuid() == 0 else {
            if !isOptional { try mustBeOpen(store) }
            return body(store)
        }
        let store = try become(store, makesIt: false)
        defer { resign() }
        return body(store)
    }

    /// Tells whoever isn't root what is missing, in place of what follows from it.
    ///
    /// - Throws: `CommandFailure` (77).
    private static func mustBeOpen(_ store: StateStore) throws(CommandFailure) {
        guard !isClosed(store) else {
            throw CommandFailure(
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
        // Where the owner of the journal's folders lets a group read it, so that what was sent there can be read back.
        var groups = [group] + journalGroups.filter { $0 != group }
        guard setgroups(groups.count, &groups) == 0 else { throw FileError("setgroups") }
        guard setegid(group) == 0 else { throw FileError("setegid") }
        guard seteuid(user) == 0 else { throw FileError("seteuid") }
        // Another user's process is hidden from that user; the kernel forgets this with the change.
        ProcessMemory.hide()
    }
}
