internal import CProcess
import Glibc

/// Protection of this process's memory.
package enum ProcessMemory {
    /// From now on no core of the process is written, and no other process without privileges may read its memory or
    /// its environment: not even one of the same user.
    ///
    /// - Returns: false if the kernel refuses; then only the unit's `LimitCORE=0` remains.
    @discardableResult
    package static func hide() -> Bool {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let hasNoCore = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
        return retentiond_hide_process() == 0 && hasNoCore
    }

    /// Whether `hide` is in force.
    package static var isHidden: Bool { retentiond_is_process_hidden() == 1 }

    /// Returns freed memory to the system.
    package static func trimHeap() { retentiond_trim_heap() }

    /// Unmaps the program's own unmodified pages before a wait. The kernel may keep them in its cache, and maps them
    /// again on use, which costs a sweep some hundred minor page faults.
    package static func unmapProgram() { retentiond_unmap_program() }
}
