/// Decodes the journal's native protocol, written from https://systemd.io/JOURNAL_NATIVE_PROTOCOL/ alone.
enum NativeProtocol {
    struct Field: Equatable {
        var name: String
        var value: [UInt8]

        init(_ name: String, _ value: [UInt8]) {
            self.name = name
            self.value = value
        }

        init(_ name: String, _ text: String) {
            self.init(name, Array(text.utf8))
        }
    }

    struct ParseError: Error {
        var offset: Int
    }

    /// The fields of one datagram or memfd, in their order.
    static func decode(_ bytes: [UInt8]) throws -> [Field] {
        var fields: [Field] = []
        var rest = bytes[...]
        let newline = UInt8(ascii: "\n")
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: newline) else { throw ParseError(offset: rest.startIndex) }
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            if let separator = line.firstIndex(of: UInt8(ascii: "=")) {
                fields.append(Field(text(line[..<separator]), Array(line[(separator + 1)...])))
                continue
            }
            guard rest.count >= 8 else { throw ParseError(offset: rest.startIndex) }
            let count = Int(rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            rest = rest.dropFirst(8)
            guard rest.count > count, rest[rest.startIndex + count] == newline else {
                throw ParseError(offset: rest.startIndex)
            }
            fields.append(Field(text(line), Array(rest.prefix(count))))
            rest = rest.dropFirst(count + 1)
        }
        return fields
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
