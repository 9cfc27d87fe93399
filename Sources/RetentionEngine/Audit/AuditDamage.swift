/// Damage of a chain of audit records.
package enum AuditDamage: Sendable, Hashable, CustomStringConvertible {
    case missing(ClosedRange<UInt64>)
    /// The trail reaches further back than the records do.
    case beginningMissing(upTo: UInt64)
    /// The state directory holds records that the trail lacks.
    case endMissing(ClosedRange<UInt64>)
    /// The journal dropped records that the state directory still holds, so it keeps them for too short a time.
    case pushedOut(ClosedRange<UInt64>)
    /// The journal dropped a record, and perhaps earlier ones, that its own settings would have kept.
    case leftEarly(UInt64)
    /// None of the chain's records is there, although the trail reaches back to the last one.
    case allMissing(upTo: UInt64)
    /// At least one of them was changed; a range of one is certain.
    case changed(ClosedRange<UInt64>)
    /// They come after later ones.
    case displaced(ClosedRange<UInt64>)
    /// Different records have the same number.
    case forked(ClosedRange<UInt64>)
    /// A record claims to be the first of the chain, or the first one doesn't.
    case falseStart(UInt64)
    /// The state directory holds a different record of that number.
    case differsFromState(UInt64)
    /// The state directory's chain ends before these.
    case beyondState(ClosedRange<UInt64>)
    /// Records of the chain without a usable number.
    case unnumbered(Int)
    /// Records with a number or a hash, but without a chain.
    case astray(Int)

    package var description: String {
        switch self {
        case .missing(let range): "\(Self.text(range)) missing"
        case .beginningMissing(let last):
            "\(Self.text(1...last)) missing, though the journal reaches back to their time"
        case .endMissing(let range):
            "\(Self.text(range)) missing at the end: the state directory knows \(range.count == 1 ? "it" : "them")"
        case .pushedOut(let range):
            "\(Self.text(range)) gone from the journal too early: the state directory still holds \(range.count == 1 ? "it" : "them")"
        case .leftEarly(let last):
            "record \(last) was removed from the journal before the age that MaxRetentionSec= sets, as were earlier ones of that age"
        case .allMissing(let last): "\(Self.text(1...last)) missing: the state directory knows them"
        case .changed(let range) where range.count == 1: "record \(range.lowerBound) was changed"
        case .changed(let range) where range.count == 2:
            "record \(range.lowerBound) or \(range.upperBound) was changed"
        case .changed(let range): "some of the records \(range.lowerBound)–\(range.upperBound) were changed"
        case .displaced(let range): "\(Self.text(range)) out of order, behind later ones"
        case .forked(let range) where range.count == 1: "different records have the number \(range.lowerBound)"
        case .forked(let range): "different records have the numbers \(range.lowerBound)–\(range.upperBound)"
        case .falseStart(1): "record 1 isn't marked as the first of the chain"
        case .falseStart(let number): "record \(number) is marked as the first of the chain"
        case .differsFromState(let number): "record \(number) differs from the one in the state directory"
        case .beyondState(let range): "\(Self.text(range)) unknown to the state directory, whose chain ends before"
        case .astray(let count):
            "\(count) record\(count == 1 ? " belongs" : "s belong") to no chain, although numbered or hashed"
        case .unnumbered(let count): "\(count) record\(count == 1 ? " has" : "s have") no usable number"
        }
    }

    private static func text(_ range: ClosedRange<UInt64>) -> String {
        range.count == 1
            ? "record \(range.lowerBound) is" : "records \(range.lowerBound)–\(range.upperBound) are"
    }
}

/// A fact about a chain that is worth reporting and is not damage.
package enum AuditNote: Sendable, Hashable, CustomStringConvertible {
    /// The journal made room: it holds nothing older from any unit.
    case rotated(upTo: UInt64)
    /// A file begins later. Rotation and removal look the same.
    case beginsLater(UInt64)
    /// The clock was set back there, so times prove nothing.
    case beginningUnknown(upTo: UInt64)
    /// The journal holds nothing as old as the chain's last record.
    case allRotated(upTo: UInt64)
    /// Sent again after a crash, and present twice.
    case duplicates(Int)
    /// Sent again after a crash, and found after later ones.
    case arrivedLate(Int)

    package var description: String {
        switch self {
        case .rotated(1): "record 1 was removed by rotation: the journal holds no record that old"
        case .rotated(let last): "records 1–\(last) were removed by rotation: the journal holds no record that old"
        case .beginsLater(let first):
            "begins at record \(first); the earlier ones are in an older file or were removed: this file alone can't show which"
        case .beginningUnknown(let last):
            "the records up to \(last) are gone, and the clock was set back: the journal may have dropped them, or somebody removed them"
        case .allRotated(let last): "records 1–\(last) were removed by rotation: the journal holds no record that old"
        case .duplicates(let count):
            "\(count) record\(count == 1 ? " was" : "s were") sent twice, with the same content"
        case .arrivedLate(let count): "\(count) record\(count == 1 ? " was" : "s were") sent again and came late"
        }
    }
}
