import Dispatch
import Glibc

/// The events that end the simulator: SIGTERM, SIGINT, or the end of its parent.
enum ShutdownTrigger {
    /// Returns at the first SIGTERM or SIGINT.
    static func waitForSignal() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            // The default action must be off for a source to see the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { @Sendable in continuation.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }

    /// Returns soon after the parent process has changed.
    static func waitForParentExit() async throws {
        let parent = getppid()
        while getppid() == parent { try await Task.sleep(for: .milliseconds(200)) }
    }
}
