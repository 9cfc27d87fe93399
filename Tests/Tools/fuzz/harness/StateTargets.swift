import FoundationEssentials
import Retention
import RetentionEngine

private let now = Date(timeIntervalSince1970: 1_795_424_400)

/// The state file. An accepted one is written back unchanged, and restrains a sweep without trouble.
func accountState(_ bytes: [UInt8]) {
    guard let state = StateStore.decode(bytes), let written = StateStore.encode(state) else { return }
    guard let again = StateStore.decode(written) else { return demand(false, "our own file is refused") }
    demand(StateStore.encode(again) == written, "written twice it changes")
    _ = state.consecutiveFailures + 1 + (state.auditSequence ?? 0)
    for entry in state.quarantine.values { _ = entry.failures + 1 }
    for count in state.restores.values { _ = count.count + 1 }
    for date in [state.policy?.settlesAt, state.pendingSlot, state.lastSweep?.finishedAt, state.blocked?.since] {
        _ = date?.formatted(.iso8601)
    }
    guard var inflow = state.inflow else { return }
    _ = inflow.refusal(factor: 10, now: now)
    inflow.add(3, now: now)
    _ = inflow.refusal(factor: 10, now: now)
}

/// Replacements for a number of a file: bounds of types, and values that only a broken disk writes.
private let absurdNumbers = [
    "9223372036854775807", "-9223372036854775808", "-1", "0", "1e300", "-1e300", "4e18", "18446744073709551615",
    "1e-320",
    "1000000001", "1152921504606846977", "253402300800", "-62135596801",
]

/// A state with one of everything, in which each two bytes of the input replace a number: the first says which, the second by what.
func absurdState(_ bytes: [UInt8]) {
    var numbers = ["1"] + Array(repeating: "1795424400", count: 12) + Array(repeating: "3", count: 20)
    for index in stride(from: 0, to: bytes.count - 1, by: 2) {
        numbers[Int(bytes[index]) % numbers.count] = absurdNumbers[Int(bytes[index + 1]) % absurdNumbers.count]
    }
    let dates = numbers[1...12].map { $0 }
    let counts = numbers[13...].map { $0 }
    let names = [
        "listed", "restored", "rescued", "held", "kept", "left", "due", "purged", "purgedBytes", "failed", "unknown",
    ]
    let sweep = zip(names, counts).map { "\"\($0)\":\($1)" }.joined(separator: ",")
    accountState(
        Array(
            """
            {"version":\(numbers[0]),"consecutiveFailures":\(counts[10]),"auditSequence":\(counts[11]),"reportedHolds":[],
            "policy":{"digest":"d","since":\(dates[0]),"settlesAt":\(dates[1])},"pendingSlot":\(dates[2]),
            "lastSweep":{"id":"s","startedAt":\(dates[3]),"finishedAt":\(dates[4]),"counts":{\(sweep),"quarantined":\(counts[12])}},
            "blocked":{"reason":"r","policyDigest":"d","since":\(dates[5])},
            "quarantine":{"file:1":{"failures":\(counts[13]),"nextAt":\(dates[6]),"reason":"r"}},
            "restores":{"file:1":{"count":\(counts[14]),"lastAt":\(dates[7])}},
            "intents":[{"action":"purge","sweepID":"s","at":\(dates[8]),"items":[{"key":"file:1","title":"t",
            "bytes":\(counts[15]),"trashedAt":\(dates[9])}]}],
            "inflow":{"since":\(dates[10]),"baselinePerDay":\(counts[16]),"samples":[{"at":\(dates[11]),"count":\(counts[17])}]}}
            """.utf8))
}

/// The ids of the last listing: only our own form is accepted.
func seenItems(_ bytes: [UInt8]) {
    guard let seen = SeenItems(bytes: bytes) else { return }
    demand(seen.bytes == bytes, "other bytes are the same listing")
}

/// A saved plan. An accepted one reads back from its written form.
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
    let line = sealed.line()
    guard line.last == UInt8(ascii: "\n"), !line.dropLast().contains(UInt8(ascii: "\n"))
    else { return demand(false, "not one line") }
    demand(SealedRecord(line: line) == sealed, "another record")
    demand(AuditLogLine.record(Array(line.dropLast()))?.hash == sealed.hash, "the two readers disagree about the hash")
}

/// A whole log from anybody: the verifier reports something, and doesn't crash.
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
