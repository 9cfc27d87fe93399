import Glibc

/// libFuzzer calls this with each input. `FUZZ_TARGET` names the parser.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Passes an input to a parser, and checks the result.
typealias Target = @Sendable ([UInt8]) -> Void

private let chosen: Target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        fatalError("FUZZ_TARGET is none of \(targets.keys.sorted().joined(separator: " "))")
    }
    return target
}()

/// Every parser of text from others, by name; a folder in `corpus` for each.
let targets: [String: Target] = [
    "audit-line": auditLine, "audit-trail": auditTrail, "bytes": byteCount, "calendar": calendar, "glob": glob,
    "harmless": harmless, "json": json, "listing": listing, "operation": operation, "page": page, "plan": savedPlan,
    "policy": policy, "portal-date": portalDate, "regex": titlePattern, "seen": seenItems, "span": timeSpan,
    "state": accountState, "state-numbers": absurdState, "zone": timeZone,
]

/// Ends the program, and so reports the input, unless a condition holds.
func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError("untrue: \(message())") }
}

/// The input as text: invalid UTF-8 is replaced, as a reader of arguments would do.
func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The input in two, at its first newline.
func parts(_ bytes: [UInt8]) -> (String, String) {
    let first = bytes.prefix { $0 != UInt8(ascii: "\n") }
    return (text(Array(first)), text(Array(bytes.dropFirst(first.count + 1))))
}
