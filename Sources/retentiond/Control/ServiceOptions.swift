import ArgumentParser
import FoundationEssentials
import Glibc
import Retention
import RetentionControl
import RetentionEngine

/// Options of commands that the running service can carry out, for people with neither root nor a key.
struct ServiceOptions: ParsableArguments {
    @Flag(help: "Do the work in this process, with keys and state of its own, even if the running service could.")
    var direct = false

    @Flag(help: "Say on standard error whether the running service does the work, or why not.")
    var verbose = false

    /// Lets the service carry out a command, if possible: over the socket for reading, or over the other one.
    ///
    /// - Parameters:
    ///   - reason: an option that the service doesn't accept; nil if it can be used.
    ///   - isQuiet: whether sockets that are closed to this user need no message.
    ///   - print: takes the command's standard output.
    /// - Throws: `CommandError` as the command itself would, (75) if the service is busy, (69) if the connection
    ///   broke.
    func perform(
        _ request: ServiceRequest, _ common: CommonOptions, unless reason: String? = nil, isQuiet: Bool = false,
        print: ((String) throws(CommandError) -> Void)? = nil
    ) async throws(CommandError) -> ServiceAnswer {
        if direct { return workDirectly("--direct") }
        if let reason { return workDirectly("the service doesn't accept \(reason)") }
        var closed: String?
        for path in paths(common.store, request.route) {
            let call = ServiceCall(request, policy: common.policy, print: print)
            do throws(ControlClientError) {
                try await call.send(to: path)
            } catch {
                switch error {
                case .cannotConnect(EACCES): closed = path
                case .cannotConnect: break
                case .busy:
                    throw CommandError(
                        .temporaryFailure, "the service has too many connections at \(path)", hint: "try again")
                case .broken(let reason): throw call.broken(reason)
                }
                continue
            }
            if call.isMisdirected {
                return workDirectly("the service at \(path) runs with another policy file")
            }
            if verbose { Console.printError("the service at \(path) does the work") }
            return .done(try call.result())
        }
        if let closed {
            let hint = "the service's socket \(closed) is closed to this user"
            if !verbose, !isQuiet, geteuid() != 0 { Console.printError("note: \(hint), so this works directly") }
            return workDirectly(hint)
        }
        return workDirectly("no service listens for commands")
    }

    private func workDirectly(_ reason: String) -> ServiceAnswer {
        if verbose { Console.printError("working directly: \(reason)") }
        return .direct
    }

    private func paths(_ store: StateStore, _ route: ControlRoute) -> [String] {
        let names = route.changes ? ["control.sock"] : ["control-read.sock", "control.sock"]
        return RuntimeDirectory.candidates(store).flatMap { directory in names.map { "\(directory)/\($0)" } }
    }
}
