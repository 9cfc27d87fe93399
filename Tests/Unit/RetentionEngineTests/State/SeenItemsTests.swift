import Foundation
import TestSupport
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("What earlier listings showed")
struct SeenItemsTests {
    private static let at = Date(timeIntervalSince1970: 1_000_000)

    private func list(_ ids: Int...) -> ItemList { ItemList(ids.map { TrashedItem.file($0) }) }

    @Test func `new items get the time of the listing without them`() {
        let first = SeenItems(list(1, 3))
        let (seen, new) = first.adding(
            list(1, 2, 3, 4), listedAt: Self.at, now: Self.at + 60, isConclusive: true)
        #expect(new == 2)
        #expect([1, 2, 3, 4].map { seen.notInTrashBefore(key($0), listedAt: nil) } == [nil, Self.at, nil, Self.at])
        #expect(seen.notInTrashBefore(key(5), listedAt: Self.at + 60) == Self.at + 60)
        #expect(seen.notInTrashBefore(ItemKey(.folder, 2), listedAt: nil) == nil, "folder 2 is another item")
    }

    @Test func `only a conclusive listing drops what it does not show`() {
        let first = SeenItems(list(1, 2, 3))
        let kept = first.adding(list(2, 4), listedAt: Self.at, now: Self.at, isConclusive: false)
        #expect(kept.new == 1)
        #expect(kept.seen.adding(list(1, 2, 3, 4), listedAt: Self.at, now: Self.at, isConclusive: true).new == 0)
        let dropped = first.adding(list(2, 4), listedAt: Self.at, now: Self.at, isConclusive: true)
        #expect(dropped.seen.adding(list(1, 2, 3, 4), listedAt: Self.at, now: Self.at, isConclusive: true).new == 2)
    }

    @Test func `a bound never lies after the listing that shows the item`() {
        let (seen, _) = SeenItems(list()).adding(list(1), listedAt: Self.at, now: Self.at - 50, isConclusive: true)
        #expect(seen.notInTrashBefore(key(1), listedAt: nil) == Self.at - 50)
        let later = seen.adding(list(1), listedAt: Self.at, now: Self.at - 90, isConclusive: true).seen
        #expect(later.notInTrashBefore(key(1), listedAt: nil) == Self.at - 90)
    }

    @Test func `written items are read again`() throws {
        let (seen, _) = SeenItems(list(5, 1)).adding(list(1, 2), listedAt: Self.at, now: Self.at, isConclusive: false)
        #expect(SeenItems(bytes: seen.bytes) == seen)
        #expect(SeenItems(bytes: SeenItems(list()).bytes) == SeenItems(list()))
        var bytes = seen.bytes
        bytes.removeLast()
        #expect(SeenItems(bytes: bytes) == nil)
        #expect(SeenItems(bytes: Array("RTDSEEN1".utf8)) == nil, "the layout before")
        let twice = Array(seen.bytes.prefix(20)) + Array(seen.bytes[8..<20])
        #expect(SeenItems(bytes: twice) == nil, "the same item twice")
    }

    /// Against sets and dictionaries: random listings in sequence.
    @Test(arguments: 0..<20) func `agrees with plain sets`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var known: [Int: Date?] = [:]
        var listedAt: Date?
        var seen = SeenItems(list())
        for step in 0..<30 {
            let now = Self.at + Double(step) * 100
            let ids = (1...40).filter { _ in Bool.random(using: &random) }
            let isConclusive = Bool.random(using: &random)
            let (next, new) = seen.adding(
                ItemList(ids.shuffled(using: &random).map { TrashedItem.file($0) }), listedAt: listedAt, now: now,
                isConclusive: isConclusive)
            #expect(new == ids.count { known[$0] == nil }, "seed \(seed), step \(step)")
            if isConclusive { known = known.filter { ids.contains($0.key) } }
            for id in ids where known[id] == nil { known[id] = .some(listedAt) }
            seen = next
            for (id, bound) in known {
                #expect(seen.notInTrashBefore(key(id), listedAt: nil) == bound, "seed \(seed), step \(step), \(id)")
            }
            if isConclusive { listedAt = now }
        }
    }
}
