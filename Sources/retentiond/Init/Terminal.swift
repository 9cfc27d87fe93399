import Glibc

/// A person at a terminal who can answer questions.
enum Terminal {
    /// Whether there is one: the person must see the question, which goes to standard error.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 && Console.errorIsTerminal }

    /// Asks for a line.
    ///
    /// - Returns: the line without white space around it; nil at the end of the input.
    static func ask(_ question: String) -> String? {
        Console.draw("\(question) ")
        return readLine()?.trimmed
    }

    /// Asks until the answer is acceptable.
    ///
    /// - Parameter objection: why an answer isn't acceptable; nil if it is.
    static func ask(_ question: String, objection: (String) -> String?) -> String? {
        while let answer = ask(question) {
            guard let reason = objection(answer) else { return answer }
            Console.printError("  \(reason)")
        }
        return nil
    }

    /// - Returns: false unless the answer begins with "y".
    static func confirms(_ question: String) -> Bool {
        ask("\(question) [y/N]")?.lowercased().hasPrefix("y") ?? false
    }

    /// Asks for a line that doesn't appear on the screen. Afterwards the terminal is as before, also after Ctrl-C.
    ///
    /// - Returns: nil at the end of the input and after Ctrl-C.
    static func askSecretly(_ question: String) -> String? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var silent = before
        // Ctrl-C also comes as a byte: if the process ended here, the terminal would be left without an echo.
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { return nil }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Console.draw("\n")
        }
        // Only now, so that text typed or pasted at the question isn't shown.
        Console.draw("\(question) ")
        return secretLine()
    }

    private static func secretLine() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return String(decoding: bytes, as: UTF8.self).trimmed
            // Ctrl-C, Ctrl-D.
            case 0x03, 0x04: return nil
            // Backspace, Ctrl-U.
            case 0x08, 0x7F: _ = bytes.popLast()
            case 0x15: bytes = []
            default: bytes.append(byte)
            }
        }
    }
}
