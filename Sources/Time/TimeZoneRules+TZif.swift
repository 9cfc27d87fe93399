extension TimeZoneRules {
    /// Reads a compiled time zone file, versions 1 to 4.
    ///
    /// - Parameters:
    ///   - tzif: the whole file, as below /usr/share/zoneinfo.
    ///   - identifier: the zone's name, usually its IANA name.
    /// - Throws: `TimeZoneError`; also for files of the "right" kind, which count leap seconds.
    /// - Note: Source: RFC 9636.
    package init(tzif: [UInt8], identifier: String) throws(TimeZoneError) {
        var reader = TZifReader(bytes: tzif)
        var header = try reader.header()
        if header.version >= 2 {
            try reader.skip(header.bodyLength(timeSize: 4))
            header = try reader.header()
        }
        let timeSize = header.version >= 2 ? 8 : 4
        let body = try reader.body(header, timeSize: timeSize)
        let footer = header.version >= 2 ? try reader.footer() : []
        self.init(
            identifier: identifier,
            initialType: body.initialType,
            transitions: body.transitions,
            futureRule: footer.isEmpty ? nil : try POSIXTimeZone(parsing: footer))
    }
}

/// Reads a TZif file from front to back.
private struct TZifReader {
    struct Header {
        /// 1…4.
        var version: Int
        var utcIndicatorCount: Int
        var standardIndicatorCount: Int
        var leapCount: Int
        var transitionCount: Int
        var typeCount: Int
        var abbreviationBytes: Int

        func bodyLength(timeSize: Int) -> Int {
            transitionCount * (timeSize + 1) + typeCount * 6 + abbreviationBytes + leapCount * (timeSize + 4)
                + standardIndicatorCount + utcIndicatorCount
        }
    }

    let bytes: [UInt8]
    var offset = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw .truncated(offset: bytes.count) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        _ = try take(count)
    }

    /// A big-endian signed number of 4 or 8 bytes.
    mutating func signed(_ size: Int) throws(TimeZoneError) -> Int64 {
        let raw = try take(size).reduce(UInt64(0)) { value, byte in value << 8 | UInt64(byte) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: raw)) : Int64(bitPattern: raw)
    }

    mutating func count() throws(TimeZoneError) -> Int {
        Int(UInt32(truncatingIfNeeded: try signed(4)))
    }

    mutating func header() throws(TimeZoneError) -> Header {
        guard bytes.dropFirst(offset).starts(with: "TZif".utf8) else { throw .notTZif }
        try skip(4)
        let version = try take(1).first ?? 0
        try skip(15)
        return Header(
            version: max(1, Int(version.asciiDigit ?? 1)),
            utcIndicatorCount: try count(),
            standardIndicatorCount: try count(),
            leapCount: try count(),
            transitionCount: try count(),
            typeCount: try count(),
            abbreviationBytes: try count())
    }

    typealias Body = (initialType: TimeZoneRules.LocalTimeType, transitions: [TimeZoneRules.Transition])

    mutating func body(_ header: Header, timeSize: Int) throws(TimeZoneError) -> Body {
        guard header.leapCount == 0 else { throw .leapSeconds }
        let length = header.bodyLength(timeSize: timeSize)
        guard length <= bytes.count - offset else { throw .truncated(offset: bytes.count) }
        var instants: [Int64] = []
        for _ in 0..<header.transitionCount {
            let start = offset
            let instant = try signed(timeSize)
            if let last = instants.last, last >= instant { throw .unorderedTransitions(offset: start) }
            instants.append(instant)
        }
        let indexOffset = offset
        let indices = try take(header.transitionCount)
        let types = try localTimeTypes(header)
        try skip(header.standardIndicatorCount + header.utcIndicatorCount)
        guard let initialType = types.first(where: { !$0.isDaylightSaving }) ?? types.first else {
            throw .invalidIndex(offset: indexOffset)
        }
        var transitions: [TimeZoneRules.Transition] = []
        for (position, (instant, index)) in zip(instants, indices).enumerated() {
            guard Int(index) < types.count else { throw .invalidIndex(offset: indexOffset + position) }
            transitions.append(TimeZoneRules.Transition(instant: instant, type: types[Int(index)]))
        }
        return (initialType, transitions)
    }

    private mutating func localTimeTypes(_ header: Header) throws(TimeZoneError) -> [TimeZoneRules.LocalTimeType] {
        var types: [TimeZoneRules.LocalTimeType] = []
        let names = bytes[(offset + header.typeCount * 6)...].prefix(header.abbreviationBytes)
        for _ in 0..<header.typeCount {
            let start = offset
            let utcOffset = Int(try signed(4))
            let (flag, nameIndex) = (try take(1).first ?? 0, Int(try take(1).first ?? 0))
            guard abs(utcOffset) <= 93_600 else { throw .invalidOffset(offset: start) }
            guard nameIndex < names.count else { throw .invalidIndex(offset: start + 5) }
            let name = names.dropFirst(nameIndex).prefix { $0 != 0 }
            types.append(
                TimeZoneRules.LocalTimeType(
                    offset: utcOffset,
                    isDaylightSaving: flag != 0,
                    abbreviation: String(decoding: name, as: UTF8.self)))
        }
        try skip(header.abbreviationBytes)
        return types
    }

    /// The rule between two line feeds at the end; empty when the file gives none.
    mutating func footer() throws(TimeZoneError) -> [UInt8] {
        guard try take(1).first == UInt8(ascii: "\n") else { throw .invalidRule(offset: 0) }
        let rule = bytes[offset...].prefix { $0 != UInt8(ascii: "\n") }
        guard offset + rule.count < bytes.count else { throw .truncated(offset: bytes.count) }
        return Array(rule)
    }
}
