import Glibc
import RetentionEngine

/// Takes a command's output instead of standard output and standard error.
protocol ConsoleSink: Sendable {
    /// Data, with its line breaks.
    func output(_ text: String)
    /// A line for a person.
    func message(_ line: String)
    func progress(_ account: String, _ progress: SweepProgress)
    /// The width of the terminal that shows the text; nil if there is none.
    var width: Int? { get }
    var hasColor: Bool { get }
}

/// Data goes to standard output, messages about it to standard error.
enum Console {
    /// Set while the service carries out a command for a client.
    @TaskLocal static var sink: (any ConsoleSink)?

    /// Writes a line of data.
    static func print(_ line: String) { put(line + "\n") }

    /// Writes data as it is.
    static func put(_ text: String) {
        if let sink { return sink.output(text) }
        write(text, to: STDOUT_FILENO)
    }

    /// Writes data that comes in many pieces, in few calls.
    ///
    /// - Parameter produce: gets a function that takes the pieces.
    static func stream(_ produce: ((String) -> Void) -> Void) {
        let enough = 1 << 16
        var waiting = ""
        produce { piece in
            if waiting.isEmpty, piece.utf8.count >= enough { return put(piece) }
            waiting += piece
            guard waiting.utf8.count >= enough else { return }
            put(waiting)
            waiting.removeAll(keepingCapacity: true)
        }
        put(waiting)
    }

    /// Writes a line for the person at the terminal.
    static func printError(_ line: String) {
        if let sink { return sink.message(line) }
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes text without a newline, such as a progress bar.
    static func draw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Colours are for people: only on a terminal, and not if `NO_COLOR` is set.
    static var outputHasColor: Bool {
        if let sink { return sink.hasColor }
        return isatty(STDOUT_FILENO) == 1 && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
    }

    /// The width of the terminal in columns; nil if the output is not a terminal.
    static var outputWidth: Int? {
        if let sink { return sink.width }
        return width(of: STDOUT_FILENO)
    }

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
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno != EPIPE, descriptor == STDOUT_FILENO {
                // Data that was lost must not look delivered.
                printError("error: the output can't be written: \(String(cString: strerror(errno)))")
                exit(ExitStatus.outputLost.rawValue)
            }
            guard count > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
