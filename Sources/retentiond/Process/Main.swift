import ArgumentParser
import CProcess
import Dispatch
import Glibc

/// Where the process begins.
@main enum Main {
    static func main() {
        // A file that may not grow is reported like a full disk, not by a death in the middle of a sweep.
        signal(SIGXFSZ, SIG_IGN)
        retentiond_keep_blocks()
        Headroom.secure()
        TaskThreads.takeOver()
        Task {
            await Retentiond.main(joiningTimes(arguments))
            exit(0)
        }
        // The first thread has nothing else to do; the process ends by `exit`.
        dispatchMain()
    }

    /// What the process was started with, without its name; from a place where they can't be lost.
    private static var arguments: [String] {
        (1..<max(1, retentiond_argument_count())).compactMap { index in
            retentiond_argument(index).map { String(cString: $0) }
        }
    }

    /// A span that goes back, such as `--until -2h`, joined to its option: a command with further commands takes the `h` for help.
    private static func joiningTimes(_ arguments: [String]) -> [String] {
        arguments.reduce(into: []) { joined, argument in
            let isSpan = argument.hasPrefix("-") && argument.dropFirst().first?.isNumber == true
            if isSpan, let option = joined.last, ["--since", "--until"].contains(option) {
                joined[joined.count - 1] = "\(option)=\(argument)"
            } else {
                joined.append(argument)
            }
        }
    }
}
