import ArgumentParser
import DocSpace
import Glibc
import Platform
import RetentionEngine

/// The source of the API key for `init`. Never an argument: everybody on the machine can read those.
struct KeyEntry: ParsableArguments {
    @Option(help: ArgumentHelp("Read the API key from this file.", valueName: "file"))
    var keyFile: String?

    @Flag(help: "Read the API key from standard input.")
    var keyStdin = false

    func validate() throws {
        if keyStdin, keyFile != nil { throw ValidationError("give --key-file or --key-stdin, not both") }
    }

    /// - Throws: `CommandError` (78) if the text is not a key; never with any part of it.
    func read() throws(CommandError) -> (key: APIKey, bytes: [UInt8]) {
        for attempt in 1... {
            let (text, source) = try text()
            do throws(APIKeyError) { return (try APIKey(text), Array(text.utf8)) } catch {
                guard isTyped, attempt < Self.attempts else {
                    throw CommandError(
                        .badConfiguration, "\(source) doesn't contain an API key: \(error)",
                        hint: "it must hold the key alone, as the portal showed it: sk- and 64 hexadecimal digits")
                }
                // A person who is sent back to the shell might paste the key there, and the shell would store it.
                Console.printError(
                    "  that is not an API key: \(error); it must be sk- and 64 hexadecimal digits; try again")
            }
        }
        preconditionFailure("the loop ends by itself")
    }

    /// Reads a key and tries it. A typed key that is refused is requested again: a person who is sent back to the shell
    /// might paste it there, and the shell would store it.
    func read<Shown>(
        trying attempt: (APIKey) async throws(CommandError) -> Shown
    ) async throws(CommandError) -> (bytes: [UInt8], shown: Shown) {
        for number in 1... {
            let (key, bytes) = try read()
            do throws(CommandError) { return (bytes, try await attempt(key)) } catch {
                guard error.status == .keyRefused, isTyped, number < Self.attempts else { throw error }
                error.report()
            }
        }
        preconditionFailure("the loop ends by itself")
    }

    /// How often a key may be typed.
    private static let attempts = 3

    /// Whether a person types it.
    private var isTyped: Bool { keyFile == nil && !keyStdin }

    /// - Returns: the text without white space around it, and its source.
    private func text() throws(CommandError) -> (text: String, source: String) {
        if let keyFile {
            do {
                return (
                    String(decoding: try SmallFile.read(keyFile, limit: 4096).bytes, as: UTF8.self).trimmed, keyFile
                )
            } catch {
                throw CommandError(
                    .badConfiguration, "the key file \(keyFile) can't be read: \(error)",
                    hint: "put the key into that file, or give --key-stdin")
            }
        }
        if keyStdin {
            guard let bytes = try? OpenFile.readAll(STDIN_FILENO, limit: 4096) else {
                throw CommandError(.badConfiguration, "standard input can't be read", hint: "pipe the key into it")
            }
            return (String(decoding: bytes, as: UTF8.self).trimmed, "standard input")
        }
        guard let typed = Terminal.askSecretly("API key (is not shown):") else {
            throw CommandError(.usage, "no key was given", hint: "give --key-file FILE or --key-stdin")
        }
        return (typed, "the input")
    }
}
