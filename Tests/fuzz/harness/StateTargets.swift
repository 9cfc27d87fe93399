import FoundationEssentials
import Retention
import RetentionEngine

private let now = Date(timeIntervalSince1970: 1_795_424_400)

/// The state file. What is accepted is written back as the same, and restrains a sweep without trouble.
func accountState(_ bytes: [UInt8]) {
    guard let state = StateStore.decode(bytes), let written = StateStore.encode(state) else { return }
    guard let again = StateStore.decode(written) else { return demand(false, "our own file is refused") }
    demand(StateStore.encode(again) == written, "written twice it changes")
    guard var inflow = state.inflow else { return }
    _ = inflow.refusal(factor: 10, now: now)
    inflow.add(3, now: now)
    _ = inflow.refusal(factor: 10, now: now)
}

/// The ids of the last listing: only what we write is accepted.
func seenItems(_ bytes: [UInt8]) {
    guard let seen = SeenItems(bytes: bytes) else { return }
    demand(seen.bytes == bytes, "other bytes are the same listing")
}

/// A saved plan. What is accepted reads back from what is written.
func savedPlan(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let report = try? decoder.decode(PlanReport.self, from: Data(bytes)) else { return }
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = .sortedKeys
    guard let written = try? encoder.encode(report) else { return demand(false, "a plan that can't be written") }
    guard let again = try? decoder.decode(PlanReport.self, from: written) else {
        return demand(false, "our own plan is refused: \(text(Array(written)))")
    }
    demand((try? encoder.encode(again)) == written, "written twice it changes")
}

/// A line of an audit log, and of the spool.
func auditLine(_ bytes: [UInt8]) {
    if let record = AuditLogLine.record(bytes) {
        demand(record.hash.count == 64, "a hash of another length")
        demand(record.sequence.map { $0 > 0 } ?? true, "a number that is none")
        _ = record.time
    }
    guard let sealed = SealedRecord(line: bytes) else { return }
    guard let line = try? sealed.line(), line.last == UInt8(ascii: "\n"), !line.dropLast().contains(UInt8(ascii: "\n"))
    else { return demand(false, "not one line") }
    demand(SealedRecord(line: line) == sealed, "another record")
    demand(AuditLogLine.record(Array(line.dropLast()))?.hash == sealed.hash, "the two readers disagree about the hash")
}

/// A whole log of somebody's making: the verifier says something, and doesn't fall over it.
func auditTrail(_ bytes: [UInt8]) {
    var verifier = AuditVerifier()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        if let record = AuditLogLine.record(Array(line)) { verifier.add(record) }
    }
    for report in verifier.reports(end: nil, reach: { _ in .file }) {
        demand(report.numbers.map { $0.lowerBound >= 1 } ?? true, "a number that is none")
        for damage in report.damages { _ = "\(damage)" }
    }
}
