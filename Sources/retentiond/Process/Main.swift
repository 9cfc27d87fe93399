import ArgumentParser
import Dispatch
import Glibc

/// Where the process begins.
@main enum Main {
    static func main() {
        Headroom.secure()
        TaskThreads.takeOver()
        Task {
            await Retentiond.main()
            exit(0)
        }
        // The first thread has nothing else to do; the process ends by `exit`.
        dispatchMain()
    }
}
