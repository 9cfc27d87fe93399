import Testing

@testable import RetentionEngine
@testable import retentiond

/// The journal of a machine holds the records of all its instances.
@Suite struct InstanceFilterTests {
    private static func record(_ unit: String?, _ chain: String) -> StoredRecord {
        StoredRecord(
            fields: [("RETENTIOND_AUDIT_CHAIN", Array(chain.utf8)), ("RETENTIOND_EVENT", Array("purged".utf8))],
            origin: StoredRecord.Origin(userID: 0, unit: unit))
    }

    private static let records = [
        record("retentiond.service", "main"), record("retentiond@legal.service", "legal"),
        record("session-1.scope", "main"), record("session-1.scope", "legal"), record(nil, "unknown"),
        record("retentiond-sweep.service", "main"),
    ]

    private static func shown(_ own: String?) -> (chains: [String?], omitted: Int) {
        var filter = InstanceFilter(own: own)
        let chains = records.filter { filter.accepts($0) }.map(\.chain)
        return (chains, filter.omitted)
    }

    @Test func `shows one instance by unit and by chain`() {
        #expect(Self.shown("").chains == ["main", "main", "unknown", "main"])
        #expect(Self.shown("").omitted == 2)
        #expect(Self.shown("legal").chains == ["legal", "legal", "unknown"])
    }

    /// A chain belongs to another instance only if our own unit never wrote to it: nobody can hide our records by
    /// writing into our chain.
    @Test func `a chain of ours stays ours`() {
        var filter = InstanceFilter(own: "")
        for record in Self.records + [Self.record("retentiond@legal.service", "main")] { filter.note(record) }
        let foreign = ["main", "legal", "unknown"].map { filter.isForeign(chain: $0) }
        #expect(foreign == [false, true, false])
        let isShown = filter.accepts(Self.record(nil, "main"))
        #expect(isShown)
        var all = InstanceFilter(own: nil)
        for record in Self.records { all.note(record) }
        let isForeign = all.isForeign(chain: "legal")
        #expect(!isForeign)
    }

    @Test func `shows all on request`() {
        #expect(Self.shown(nil).chains.count == 6)
        #expect(InstanceFilter(own: nil).note == nil)
    }
}
