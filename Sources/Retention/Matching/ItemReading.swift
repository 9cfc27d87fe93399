/// An item that many rules read: its title is folded once for all of them. Stays within one task.
final class ItemReading {
    let item: TrashedItem
    private lazy var ignoringCase = LetterCase.ignored.readings(of: item.title)
    private lazy var respectingCase = LetterCase.respected.readings(of: item.title)
    private(set) lazy var written = WrittenCharacters(item.title)

    init(_ item: TrashedItem) {
        self.item = item
    }

    /// The title in each folding of that letter case, for comparison with patterns.
    func title(_ letterCase: LetterCase) -> [[Unicode.Scalar]] {
        switch letterCase {
        case .ignored: ignoringCase
        case .respected: respectingCase
        }
    }
}
