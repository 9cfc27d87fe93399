/// A number and what it counts: "1 item", "2 items".
///
/// - Parameters:
///   - noun: the singular.
///   - plural: nil for the noun with an s.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
