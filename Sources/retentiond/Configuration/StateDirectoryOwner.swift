import Glibc
import RetentionEngine

/// A command's use of the state directory.
enum StateUse {
    /// Nothing: any policy is accepted.
    case none
    /// Reads it: a draft of a policy may be tried on the stored state.
    case read
    case change
}

/// The unit that a policy and a state directory belong to.
enum StateDirectoryOwner {
    /// - Throws: `CommandError` (64) if the two belong to different units. With a policy that belongs to no unit, a
    ///   command may change a state directory only if an option or the environment names it.
    static func check(_ common: CommonOptions, _ use: StateUse) throws(CommandError) {
        guard use != .none, let owner = instance(ofStateDirectory: common.store.directory) else { return }
        let wanted = instance(ofPolicy: common.policy)
        guard wanted != owner else { return }
        let isChosen = common.stateDirectory != nil || Environment["STATE_DIRECTORY"] != nil
        if wanted == nil, use == .read || isChosen { return }
        let hint =
            switch wanted {
            case nil: "give the policy a state directory of its own with --state-directory"
            case ""?: "leave --state-directory out, or give --instance \(owner)"
            case let name?: "give --instance \(name) instead of these options"
            }
        throw CommandError(
            .usage, "the state directory \(common.store.directory) does not belong to the policy \(common.policy)",
            hint: hint)
    }

    /// - Returns: the instance whose state a directory contains, empty for `retentiond.service`; nil for other directories.
    static func instance(ofStateDirectory path: String) -> String? {
        let standard = CommonOptions.standardStateDirectory
        let path = path.hasPrefix("/var/lib/private/") ? "/var/lib/" + path.dropFirst("/var/lib/private/".count) : path
        if path == standard { return "" }
        guard path.hasPrefix("\(standard)-") else { return nil }
        let name = String(path.dropFirst(standard.count + 1))
        return InstanceName.objection(to: name) == nil ? name : nil
    }

    /// - Returns: the instance that reads a policy file, empty for `retentiond.service`; nil for other files.
    static func instance(ofPolicy path: String) -> String? {
        let real = realpath(path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        let path = real ?? path
        if path == CommonOptions.standardPolicy { return "" }
        guard path.hasPrefix("/etc/retentiond/"), path.hasSuffix(".json") else { return nil }
        let name = String(path.dropFirst("/etc/retentiond/".count).dropLast(".json".count))
        return InstanceName.objection(to: name) == nil ? name : nil
    }
}
