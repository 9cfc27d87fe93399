internal import CProcess
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

    /// Gives back to the system what was freed.
    package static func trimHeap() { retentiond_trim_heap() }

    /// Unmaps the program's own pages that nothing writes, for when it waits: the kernel keeps them in its cache for as long as
    /// it likes, and maps them again as they are used, which costs a sweep some hundred minor page faults.
    package static func unmapProgram() { retentiond_unmap_program() }
}
