import Testing

@testable import Retention

@Suite struct ItemKeyTests {
    @Test func fileAndFolderOfOneNumberAreDifferent() {
        #expect(ItemKey(.file, 17) != ItemKey(.folder, 17))
        #expect(Set([ItemKey(.file, 17), ItemKey(.folder, 17)]).count == 2)
    }

    @Test func readsWhatItWrites() {
        for key in [ItemKey(.file, 1), ItemKey(.folder, 2_147_483_647)] { #expect(ItemKey(key.description) == key) }
    }

    @Test(arguments: ["", "file", "file:", "file:x", "file:0", "file:-1", "File:1", "room:1", "file:1:2", ":1"])
    func refusesWhatIsNoKey(text: String) {
        #expect(ItemKey(text) == nil)
    }

    @Test func sortsFoldersFirstThenById() {
        let keys = [ItemKey(.file, 1), ItemKey(.folder, 9), ItemKey(.file, 3), ItemKey(.folder, 2)]
        #expect(keys.sorted().map(\.description) == ["folder:2", "folder:9", "file:1", "file:3"])
    }
}
