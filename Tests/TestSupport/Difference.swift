/// The first thing that differs between two texts or lists, for messages: two long values side by side show nothing.
///
/// - Returns: nil when they are the same.
package func firstDifference(_ found: String, _ expected: String) -> String? {
    let lines = [found, expected].map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    return firstDifference(lines[0], lines[1]).map { "line \($0)" }
}

package func firstDifference<Element: Equatable>(_ found: [Element], _ expected: [Element]) -> String? {
    guard found != expected else { return nil }
    let index = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    func text(_ list: [Element]) -> String { index < list.count ? "\(list[index])" : "the end" }
    return "\(index + 1): found \(text(found)), expected \(text(expected))"
}

/// What only one of two lists has, for messages.
///
/// - Returns: empty when they have the same members, in whatever order.
package func differences(
    _ found: some Sequence<String>, in name: String, from expected: some Sequence<String>
) -> [String] {
    let (found, expected) = (Set(found), Set(expected))
    return expected.subtracting(found).sorted().map { "\(name) lacks \($0)" }
        + found.subtracting(expected).sorted().map { "\(name) alone has \($0)" }
}
