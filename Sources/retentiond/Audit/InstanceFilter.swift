import ArgumentParser
import Retention
import RetentionEngine

/// Leaves out the records of other instances of the service, which share a machine's journal.
///
/// journald adds the unit that wrote a record, which shows its instance. A record of a command by hand has no such
/// unit: it belongs to the instance whose chain it continues. Records without either are shown.
struct InstanceFilter {
    /// Empty for `retentiond.service`; nil: records of all instances are shown.
    let own: String?
    /// Chains that units of other instances wrote.
    private var foreignChains: Set<String> = []
    /// Chains that the unit of this instance wrote.
    private var ownChains: Set<String> = []
    /// Records left out so far.
    private(set) var omitted = 0

    init(own: String?) { self.own = own }

    mutating func accepts(_ record: StoredRecord) -> Bool {
        guard let own, isForeign(record, own) else { return true }
        omitted += 1
        return false
    }

    /// Notes the writer of a record, for `isForeign(chain:)`.
    mutating func note(_ record: StoredRecord) {
        if let own { _ = isForeign(record, own) }
    }

    /// Whether a chain belongs to another instance: a unit of another instance wrote it, and ours never did. Known once
    /// all records were shown.
    func isForeign(chain: String) -> Bool { foreignChains.contains(chain) && !ownChains.contains(chain) }

    /// Which records were left out, and how to see them; nil if none were.
    var note: String? {
        guard omitted > 0 else { return nil }
        return "\(counted(omitted, "record")) of other instances left out; --all-instances shows them"
    }

    private mutating func isForeign(_ record: StoredRecord, _ own: String) -> Bool {
        guard let instance = record.origin?.unit.flatMap(Self.instance) else {
            return record.chain.map(isForeign) ?? false
        }
        guard instance != own else {
            if let chain = record.chain { ownChains.insert(chain) }
            return false
        }
        if let chain = record.chain { foreignChains.insert(chain) }
        return true
    }

    /// - Returns: empty for `retentiond.service`; nil for units that are not instances.
    private static func instance(ofUnit unit: String) -> String? {
        unit == "retentiond.service" ? "" : InstanceName.ofUnit(unit)
    }
}

/// The instances whose records are shown.
struct InstanceChoice: ParsableArguments {
    @Flag(help: "Show the records of all instances of the service on this machine.")
    var allInstances = false

    func filter(_ common: CommonOptions) -> InstanceFilter {
        guard !allInstances else { return InstanceFilter(own: nil) }
        return InstanceFilter(
            own: StateDirectoryOwner.instance(ofPolicy: common.policy)
                ?? StateDirectoryOwner.instance(ofStateDirectory: common.store.directory))
    }
}
