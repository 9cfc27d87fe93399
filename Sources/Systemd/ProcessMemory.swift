import CSystemd
import Glibc

/// What others may see of this process's memory.
package enum ProcessMemory {
    /// From now on no core of the process is written, and no other process without privileges may read its memory or its
    /// environment: not even one of the same user.
    ///
    /// - Returns: false when the kernel refuses; then the unit's `LimitCORE=0` is all there is.
    @discardableResult
    package static func hide() -> Bool {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let hasNoCore = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
        return retentiond_hide_process() == 0 && hasNoCore
    }

    /// Whether `hide` is in force.
    package static var isHidden: Bool { retentiond_is_process_hidden() == 1 }

    /// Gives back what was freed, and unmaps those pages of the program that aren't needed at the moment, for an idle service
    /// to look as small as it is: they stay in the kernel's cache, and come back as they are used.
    package static func giveBack() {
        malloc_trim(0)
        retentiond_unmap_program()
    }
}
