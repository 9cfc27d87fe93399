/// The part of a certificate's DER that shows its owner and issuer.
struct CertificateNames: Equatable {
    /// The common name, or the organization; nil for a name without either.
    let issuer: String?
    let subject: String?
    /// Whether both are the same, to the byte.
    let isSelfIssued: Bool

    /// - Returns: nil for bytes that are not a certificate.
    init?(_ der: [UInt8]) {
        var outer = Reader(der[...])
        guard let certificate = outer.next(0x30) else { return nil }
        var middle = Reader(certificate)
        guard let contents = middle.next(0x30) else { return nil }
        var reader = Reader(contents)
        if reader.peek == 0xA0 { _ = reader.next(0xA0) }
        // Serial number, algorithm, issuer, validity, subject.
        guard reader.next(0x02) != nil, reader.next(0x30) != nil, let issuer = reader.next(0x30),
            reader.next(0x30) != nil, let subject = reader.next(0x30)
        else { return nil }
        self.issuer = Self.name(issuer)
        self.subject = Self.name(subject)
        isSelfIssued = issuer.elementsEqual(subject)
    }

    /// The values of a name's attributes that people know it by. Printable only, because they will be shown.
    private static func name(_ sequence: ArraySlice<UInt8>) -> String? {
        var organization: String?
        var sets = Reader(sequence)
        while let set = sets.next(0x31) {
            var attributes = Reader(set)
            while let attribute = attributes.next(0x30) {
                var parts = Reader(attribute)
                guard let kind = parts.next(0x06), let tag = parts.peek, let value = parts.next(tag) else { continue }
                let text = String(String(decoding: value, as: UTF8.self).prefix(80).map { $0.isPrintable ? $0 : "?" })
                if kind.elementsEqual([0x55, 0x04, 0x03]) { return text }
                if kind.elementsEqual([0x55, 0x04, 0x0A]) { organization = text }
            }
        }
        return organization
    }

    /// Steps through the values inside a constructed one.
    private struct Reader {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        var peek: UInt8? { rest.first }

        /// The contents of the next value if it has that tag.
        mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
            guard rest.first == tag, let first = rest.dropFirst().first else { return nil }
            var bytes = rest.dropFirst(2)
            var length = Int(first)
            if first >= 0x80 {
                // Three bytes are enough for any certificate.
                let count = Int(first & 0x7F)
                guard (1...3).contains(count), bytes.count >= count else { return nil }
                length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                bytes = bytes.dropFirst(count)
            }
            guard bytes.count >= length else { return nil }
            rest = bytes.dropFirst(length)
            return bytes.prefix(length)
        }
    }
}

extension Character {
    fileprivate var isPrintable: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }
    }
}
