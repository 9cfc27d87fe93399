import Dispatch
import Glibc

/// The resources that the process needs from the system, checked before anything begins.
///
/// libdispatch opens a file for its timers when the first one must wait, and starts a thread when one fires. If it
/// can't, no timer of the process ever fires and every wait lasts for ever, without a message: seen with `ulimit -n 13`
/// and with five threads.
enum ResourcePreflight {
    /// The need of one account's sweep, with a reserve. Each further one takes up to five: its lock, and its
    /// connections.
    private static let files = 24
    /// Twice the number in a sweep.
    private static let threads = 16

    /// Ends the process (75) if the system denies it these resources; reserves those of its timers.
    static func secure() {
        if let obstacle = obstacleToFiles() {
            refuse(
                "\(files) more files can't be opened: \(obstacle)", "`ulimit -n` in a shell, LimitNOFILE= in the unit")
        }
        if let obstacle = obstacleToThreads() {
            refuse("\(threads) threads can't be started: \(obstacle)", "`ulimit -u` in a shell, TasksMax= in the unit")
        }
        openTimersFile()
    }

    /// Makes libdispatch open the file of its timers, and waits until it is open.
    ///
    /// Only a timer that is still pending when libdispatch checks it has this effect. One that is due by then, as one
    /// of a millisecond often is, just fires: so this one stays pending for ten years.
    private static func openTimersFile() {
        pendingTimer.schedule(deadline: .now() + .seconds(315_360_000))
        pendingTimer.setEventHandler {}
        pendingTimer.activate()
        // This takes a moment. Without /proc, the loop can't observe it.
        for _ in 0..<10_000 {
            guard isTimersFileOpen() == false else { return }
            usleep(100)
        }
    }

    /// Touched by the first thread only.
    private static nonisolated(unsafe) let pendingTimer = DispatchSource.makeTimerSource(
        queue: DispatchQueue(label: "retentiond.pending-timer"))

    private static func isTimersFile(_ directory: CInt, _ name: UnsafePointer<CChar>) -> Bool {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { target in
            let length = readlinkat(directory, name, target.baseAddress!, target.count)
            return length > 0 && target.prefix(length).elementsEqual("anon_inode:[timerfd]".utf8.map(CChar.init))
        }
    }

    /// Whether the process has an open file of timers; nil if it can't check.
    private static func isTimersFileOpen() -> Bool? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let isTimers = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { isTimersFile(dirfd(directory), $0) }
            }
            if isTimers { return true }
        }
        return false
    }

    private static func refuse(_ message: String, _ limits: String) -> Never {
        CommandError(.temporaryFailure, message, hint: "raise the limit: \(limits)").report()
        exit(ExitStatus.temporaryFailure.rawValue)
    }

    /// Why this number of files can't be opened, in the system's text; nil if they can.
    private static func obstacleToFiles() -> String? {
        var taken: [CInt] = []
        defer { for descriptor in taken { close(descriptor) } }
        while taken.count < files {
            let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return String(cString: strerror(errno)) }
            taken.append(descriptor)
        }
        return nil
    }

    /// The same for threads that live at the same time.
    private static func obstacleToThreads() -> String? {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(gate, nil)
        pthread_mutex_lock(gate)
        var started: [pthread_t] = []
        defer {
            pthread_mutex_unlock(gate)
            for thread in started { pthread_join(thread, nil) }
            pthread_mutex_destroy(gate)
            gate.deallocate()
        }
        while started.count < threads {
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { gate in
                    let gate = gate!.assumingMemoryBound(to: pthread_mutex_t.self)
                    pthread_mutex_lock(gate)
                    pthread_mutex_unlock(gate)
                    return nil
                }, gate)
            guard code == 0 else { return String(cString: strerror(code)) }
            started.append(thread)
        }
        return nil
    }
}
