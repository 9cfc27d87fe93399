import Foundation
import TestSupport
import Testing

@testable import Retention

@Suite struct ItemListTests {
    /// Items of all sorts, with and without each attribute.
    private func items(_ count: Int, seed: UInt64) -> [TrashedItem] {
        var random = RandomChoices(seed: seed)
        var items = count == 0 ? [] : random.trash(count)
        for index in items.indices {
            switch index % 7 {
            case 0: items[index].title = "отчёт \u{0}\n😀 é e\u{301}"
            case 1: items[index].bytes = index % 2 == 0 ? .max : -1
            case 2: items[index].trashedAt = Date(timeIntervalSinceReferenceDate: 0.1 + Double(index) / 3)
            case 3: items[index].createdBy = Person(id: nil, displayName: nil)
            case 4: items[index].originFolder = FolderReference(id: .max, title: nil)
            case 5: items[index].childCount = 1 << 31
            default: items[index].title = String(repeating: "x", count: index * 5)
            }
        }
        return items
    }

    @Test(arguments: [0, 1, 255, 256, 257, 1_000])
    func `gives back what was put in`(count: Int) {
        let items = items(count, seed: UInt64(count))
        let list = ItemList(items)
        #expect(list.count == count)
        #expect(firstDifference(list, items) == nil)
        #expect(firstDifference(list.indices.map { list.key(at: $0) }, items.map(\.key)) == nil)
    }

    @Test func `replaces items by shorter and longer ones`() throws {
        var items = items(600, seed: 7)
        var list = ItemList(items)
        for index in [0, 255, 256, 300, 599] {
            for title in ["", "short", String(repeating: "long ", count: 100), "short"] {
                items[index].title = title
                items[index].bytes = title.isEmpty ? nil : 5
                list[index] = items[index]
                try #require(firstDifference(list, items) == nil, "after \(index) became \(title.prefix(10))")
            }
        }
    }

    @Test func `leaves the others in their order`() {
        let items = items(700, seed: 9)
        var list = ItemList(items)
        list.removeAll { $0.id % 3 == 0 }
        #expect(firstDifference(list, items.filter { $0.key.id % 3 != 0 }) == nil)
        list.removeAll { _ in false }
        #expect(list.count == items.filter { $0.key.id % 3 != 0 }.count)
    }

    /// Otherwise no test of plans would ever depend on the attribute.
    @Test func `generated items differ in each attribute`() {
        var values: [String: Set<String>] = [:]
        for item in items(700, seed: 11) {
            for child in Mirror(reflecting: item).children {
                values[child.label ?? "", default: []].insert(String(reflecting: child.value))
            }
        }
        #expect(values.count > 10)
        for (name, values) in values { #expect(values.count > 1, "\(name) is always \(values)") }
    }
}
