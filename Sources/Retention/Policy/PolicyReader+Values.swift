import FoundationEssentials
import Time

extension PolicyReader {
    /// A string; `expected` is used only for the message.
    func text(_ value: PolicyValue, _ expected: String) -> String? {
        guard case .string(let text) = value.node.value else {
            log.error(value, "expected \(expected), found \(value.node.found)", hint: "a string needs double quotes")
            return nil
        }
        return text
    }

    /// One of an enumeration's values.
    func choice<Choice: RawRepresentable & CaseIterable>(_ value: PolicyValue) -> Choice?
    where Choice.RawValue == String {
        choice(value, among: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
    }

    /// One of some values.
    func choice(_ value: PolicyValue, among words: [String]) -> String? {
        if case .string(let text) = value.node.value {
            if words.contains(text) { return text }
            let near = suggestion(for: text, among: words).map { "did you mean \"\($0)\"?" }
            log.error(
                value, "expected one of \(list(words)), found \(quoted(text))",
                hint: near ?? "write one of these words exactly as shown")
        } else {
            log.error(
                value, "expected one of \(list(words)), found \(value.node.found)",
                hint: "write one of these words, in quotes")
        }
        return nil
    }

    /// A list with at least one entry; all entries are read, so that all their problems are found.
    func entries<Entry>(
        _ value: PolicyValue, of expected: String, example: String, _ read: (PolicyValue) -> Entry?
    ) -> [Entry]? {
        guard case .array(let nodes) = value.node.value else {
            log.error(
                value, "expected a list of \(expected), found \(value.node.found)", hint: "write a list: \(example)")
            return nil
        }
        guard !nodes.isEmpty else {
            log.error(
                value, "the list is empty",
                hint: "an empty list never means everything; name \(expected), or leave the key out")
            return nil
        }
        var seen: Set<String> = []
        let entries = nodes.enumerated().map { index, node in
            let entry = PolicyValue(node, value.path[index])
            if !seen.insert(canonicalText(of: node)).inserted {
                log.warning(entry, "is in this list twice", hint: "remove one of the two")
            }
            return read(entry)
        }
        return entries.contains { $0 == nil } ? nil : entries.compactMap(\.self)
    }

    /// A duration with units.
    func span(_ value: PolicyValue, example: String) -> Span? {
        guard case .string(let text) = value.node.value else {
            let hint =
                if case .number = value.node.value { "a bare number has no unit: write \"\(example)\"" } else {
                    "a duration is a text with units, in quotes"
                }
            log.error(value, "expected a duration such as \"\(example)\", found \(value.node.found)", hint: hint)
            return nil
        }
        do {
            return Span(try TimeSpan.parse(text, requiresUnit: true), text: text)
        } catch {
            log.error(
                value, "expected a duration such as \"\(example)\", found \(quoted(text))",
                hint: "\(error)")
            return nil
        }
    }

    /// A duration that must not be zero: zero would mean "everything at once".
    func positiveSpan(_ value: PolicyValue, example: String, hint: String) -> Span? {
        guard let span = span(value, example: example) else { return nil }
        guard span.duration > .zero else {
            log.error(value, "must be more than zero, found \(value.node.found)", hint: hint)
            return nil
        }
        return span
    }

    /// Bytes.
    func size(_ value: PolicyValue) -> Int64? {
        switch value.node.value {
        case .string(let text):
            do {
                return try ByteCount.parse(text)
            } catch {
                log.error(value, "expected a size such as \"1KiB\", found \(quoted(text))", hint: "\(error)")
                return nil
            }
        case .number(let number):
            if let bytes = Int64(number.text), bytes >= 0 { return bytes }
            log.error(
                value, "expected a size such as \"1KiB\", found \(value.node.found)",
                hint: "a size is a whole number of bytes, or a string with a unit")
            return nil
        default:
            log.error(
                value, "expected a size such as \"1KiB\", found \(value.node.found)",
                hint: "a size is a whole number of bytes, or a string with a unit")
            return nil
        }
    }

    /// A whole number ≥ 1.
    func count(_ value: PolicyValue, hint: String) -> Int? {
        if case .number(let number) = value.node.value, let count = number.int, count >= 1 { return count }
        log.error(value, "expected a whole number of at least 1, found \(value.node.found)", hint: hint)
        return nil
    }

    /// A day (its start in UTC) or an RFC 3339 instant.
    func instant(_ value: PolicyValue) -> Date? {
        if case .string(let text) = value.node.value, let date = PolicyInstant.parse(text) { return date }
        log.error(
            value, "expected a date such as \"2027-01-01\", found \(value.node.found)",
            hint: "a day begins in UTC; for another moment write \"2027-01-01T09:00:00+01:00\"")
        return nil
    }
}
