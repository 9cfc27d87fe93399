import ArgumentParser
import CProcess
import Dispatch
import Glibc

/// The entry point of the process.
@main enum Main {
    static func main() {
        // A file that may not grow is reported like a full disk, instead of killing the process in the middle of a
        // sweep.
        signal(SIGXFSZ, SIG_IGN)
        retentiond_keep_blocks()
        ResourcePreflight.secure()
        ThreadPoolExecutor.takeOver()
        Task {
            await Retentiond.main(joiningTimes(arguments))
            exit(0)
        }
        // The first thread has nothing else to do; the process ends by `exit`.
        dispatchMain()
    }

    /// The arguments of the process, without its name; read where they can't be lost.
    private static var arguments: [String] {
        (1..<max(1, retentiond_argument_count())).compactMap { index in
            retentiond_argument(index).map { String(cString: $0) }
        }
    }

    /// Joins a span that goes back, such as `--until -2h`, to its option: a command with subcommands takes the `h` for
    /// help.
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
