import Retention

/// An item that a person named, or chose from a saved plan.
struct NamedItem: Hashable {
    let account: String
    let key: ItemKey
    /// Nil if only the key was given.
    let title: String?
}
