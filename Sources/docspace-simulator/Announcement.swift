import DocSpaceSimulator
import FoundationEssentials
import Glibc

/// The announcement that the simulator listens: one line on standard output, and the ready file.
struct Announcement: Sendable {
    let users: [SimulatedUser]
    let readyFile: String?

    @Sendable func make(_ server: SimulatorServer) async {
        let keys = users.map { JSONMember(name: $0.name, value: .string($0.apiKey)) }
        let ready: JSONValue = ["url": .string(server.baseURL), "keys": .object(keys)]
        if let readyFile {
            do {
                // Written under another name and renamed, so that a reader never sees half of it.
                try Data(ready.bytes + [UInt8(ascii: "\n")]).write(to: URL(filePath: readyFile), options: .atomic)
            } catch {
                write("docspace-simulator: can not write \(readyFile): \(error)\n", to: STDERR_FILENO)
                _exit(73)
            }
        }
        let main = users.first.map { " key of \($0.name): \($0.apiKey)" } ?? ""
        write("docspace-simulator: listening on \(server.baseURL)\(main)\n", to: STDOUT_FILENO)
    }
}

/// Writes without buffering.
func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
    }
}
