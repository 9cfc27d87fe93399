/// The first line in which two texts differ, for messages: two long texts side by side are hard to compare.
///
/// - Returns: nil if they are the same.
package func firstDifference(_ found: String, _ expected: String) -> String? {
    let lines = [found, expected].map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    return firstDifference(lines[0], lines[1]).map { "line \($0)" }
}

/// The first elements in which two lists differ; of structures, the first different property.
package func firstDifference<Element: Equatable>(
    _ found: some Sequence<Element>, _ expected: some Sequence<Element>
) -> String? {
    let (found, expected) = (Array(found), Array(expected))
    guard found != expected else { return nil }
    let index = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    guard index < found.count, index < expected.count else {
        return "\(index + 1): found \(found.count) elements, expected \(expected.count)"
    }
    return "\(index + 1): \(difference(found[index], expected[index]))"
}

/// The first property in which two values differ, or both values if they have no properties.
package func difference<Value>(_ found: Value, _ expected: Value) -> String {
    let properties = zip(Mirror(reflecting: found).children, Mirror(reflecting: expected).children)
    for (one, other) in properties {
        let (one, other) = ((one.label, String(reflecting: one.value)), String(reflecting: other.value))
        if let label = one.0, one.1 != other { return "\(label): found \(one.1), expected \(other)" }
    }
    return "found \(found), expected \(expected)"
}

/// The members that only one of two lists has, for messages.
///
/// - Returns: empty if they have the same members, in any order.
package func differences(
    _ found: some Sequence<String>, in name: String, from expected: some Sequence<String>
) -> [String] {
    let (found, expected) = (Set(found), Set(expected))
    return expected.subtracting(found).sorted().map { "\(name) lacks \($0)" }
        + found.subtracting(expected).sorted().map { "\(name) alone has \($0)" }
}
