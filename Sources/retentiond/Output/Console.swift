import Glibc

/// Data goes to standard output, words about it to standard error.
enum Console {
    /// Writes a line of data.
    static func say(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes data that comes in many pieces, in few calls.
    ///
    /// - Parameter produce: is given what takes the pieces.
    static func stream(_ produce: ((String) -> Void) -> Void) {
        var waiting = ""
        produce { piece in
            waiting += piece
            guard waiting.utf8.count >= 1 << 16 else { return }
            write(waiting, to: STDOUT_FILENO)
            waiting.removeAll(keepingCapacity: true)
        }
        write(waiting, to: STDOUT_FILENO)
    }

    /// Writes a line for the person at the terminal.
    static func complain(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes text without a newline, such as a progress bar.
    static func draw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Colours only for a person: on a terminal, and not if `NO_COLOR` is set.
    static var outputHasColor: Bool {
        isatty(STDOUT_FILENO) == 1 && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
    }

    /// The width of the terminal in columns; nil when the output is no terminal.
    static var outputWidth: Int? { width(of: STDOUT_FILENO) }

    /// The same for standard error.
    static var errorWidth: Int? { width(of: STDERR_FILENO) }

    private static func width(of descriptor: CInt) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    private static func write(_ text: String, to descriptor: CInt) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EPIPE, descriptor == STDOUT_FILENO {
                // Data that didn't arrive must not look delivered.
                complain("error: the output can't be written: \(String(cString: strerror(errno)))")
                exit(ExitStatus.outputLost.rawValue)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
