import Synchronization
import TestSupport
import Testing

@testable import DocSpace

@Suite struct KeyIndexTests {
    /// Keys, and how often they were read.
    private struct CountedKeys: EntryStore {
        private final class ReadCounter: Sendable {
            let count = Mutex(0)
        }

        private var keys: [EntryKey] = []
        private let reads = ReadCounter()

        var count: Int { keys.count }
        var timesRead: Int { reads.count.withLock { $0 } }

        func key(at index: Int) -> EntryKey {
            reads.count.withLock { $0 += 1 }
            return keys[index]
        }

        mutating func append(_ key: EntryKey) { keys.append(key) }

        mutating func append(_ key: EntryKey, _ entry: Entry) { keys.append(key) }

        mutating func replace(at index: Int, _ key: EntryKey, by entry: Entry) {}

        mutating func removeAll(where isUnwanted: (EntryKey) -> Bool) { keys.removeAll(where: isUnwanted) }
    }

    /// Ids that differ in few bits or in many, each of a file and of a folder.
    private static func keys(_ source: inout RandomSource) -> [EntryKey] {
        let near = (1...3_000).map { $0 * Int.random(in: 1...3, using: &source) }
        let far = (0..<2_000).map { _ in Int.random(in: 1...Int.max, using: &source) }
        let spread = (0..<500).map { 1 + $0 << 40 }
        return (near + far + spread).flatMap { [EntryKey(.file, $0), EntryKey(.folder, $0)] }
    }

    @Test(arguments: UInt64(1)...4) func `finds each key at its first index`(seed: UInt64) {
        var source = RandomSource(seed: seed)
        let keys = Self.keys(&source).shuffled(using: &source)
        var (keyIndex, store, expected) = (KeyIndex(), CountedKeys(), [EntryKey: Int]())
        for key in keys + keys.shuffled(using: &source) {
            #expect(keyIndex.insert(key, in: store) == expected[key])
            if expected[key] == nil {
                expected[key] = store.count
                store.append(key)
            }
        }
        #expect(expected.count == store.count && store.count > 9_000)
    }

    /// Keys are stored far away, and most that are met on the way to a slot are others.
    @Test func `reads hardly any other key`() {
        var source = RandomSource(seed: 1)
        var (keyIndex, store) = (KeyIndex(), CountedKeys())
        let keys = Set(Self.keys(&source)).shuffled(using: &source)
        for key in keys where keyIndex.insert(key, in: store) == nil { store.append(key) }
        // Growing reads all present ones; the table doubles, so at most twice its final number.
        #expect(store.timesRead < 2 * keys.count + keys.count / 20)
        let before = store.timesRead
        for key in keys { #expect(keyIndex.insert(key, in: store) != nil) }
        #expect(store.timesRead - before < keys.count + keys.count / 20)
    }
}
