import Time

/// Writes `inForce` into the text of a policy; everything else stays as a person wrote it.
package enum SealText {
    /// Replaces the present value, or adds the key as the last one.
    ///
    /// - Returns: nil for a text that is not an object with keys.
    package static func sealing(_ bytes: [UInt8], _ seal: PolicySeal) -> [UInt8]? {
        guard let root = try? JSONParser.parse(bytes), case .object(let members) = root.value, let last = members.last
        else { return nil }
        let value = Array(
            "{ \"since\": \"\(UTCText.of(seal.since))\", \"digest\": \"\(seal.digest)\" }".utf8)
        if let old = members.first(where: { $0.key == TopLevelKey.inForce.rawValue }) {
            return Array(bytes[..<old.value.offset]) + value + Array(bytes[end(of: old.value, bytes)...])
        }
        let end = end(of: last.value, bytes)
        let key = Array(",\(lead(last.keyOffset, bytes))\"\(TopLevelKey.inForce.rawValue)\": ".utf8)
        return Array(bytes[..<end]) + key + value + Array(bytes[end...])
    }

    /// The white space before a key, if it begins a line: another key gets the same.
    private static func lead(_ offset: Int, _ bytes: [UInt8]) -> String {
        let start = bytes[..<offset].lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        let space = bytes[start..<offset]
        guard let newline = space.lastIndex(of: UInt8(ascii: "\n")) else { return " " }
        let hasReturn = newline > space.startIndex && space[newline - 1] == UInt8(ascii: "\r")
        return (hasReturn ? "\r\n" : "\n") + String(decoding: space[(newline + 1)...], as: UTF8.self)
    }

    /// The offset after a value of a valid text.
    private static func end(of node: JSONNode, _ bytes: [UInt8]) -> Int {
        var depth = 0
        var index = node.offset
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""): index = endOfString(from: index, bytes)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return index }
                depth -= 1
                index += 1
            case _ where depth == 0 && (byte == UInt8(ascii: ",") || isSpace(byte)): return index
            default: index += 1
            }
            if depth == 0, [UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte) { return index }
        }
        return index
    }

    private static func endOfString(from start: Int, _ bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t")].contains(byte)
    }
}
