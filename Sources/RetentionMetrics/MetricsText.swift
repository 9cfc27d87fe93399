/// Writes metrics as text.
package enum MetricsText {
    package static func of(_ snapshot: MetricsSnapshot, as format: MetricsFormat) -> String {
        text(MetricFamily.all(of: snapshot), as: format)
    }

    /// - Returns: whole lines; for OpenMetrics, with the `# EOF` that shows that nothing is missing.
    package static func text(_ families: [MetricFamily], as format: MetricsFormat) -> String {
        var text = ""
        for family in families {
            describe(family, as: format, in: &text)
            for sample in family.samples {
                line(family.sampleName, sample.labels, sample.value, in: &text)
                if format == .openMetrics, let created = family.created {
                    line("\(family.name)_created", sample.labels, created, in: &text)
                }
            }
        }
        if format == .openMetrics { text += "# EOF\n" }
        return text
    }

    /// OpenMetrics describes the family; the classic format describes the samples, and has neither infos nor units.
    private static func describe(_ family: MetricFamily, as format: MetricsFormat, in text: inout String) {
        switch format {
        case .openMetrics:
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            if let unit = family.unit { text += "# UNIT \(family.name) \(unit.rawValue)\n" }
            text += "# HELP \(family.name) \(family.help)\n"
        case .classic:
            let kind = family.kind == .info ? MetricFamily.Kind.gauge : family.kind
            text += "# HELP \(family.sampleName) \(family.help)\n# TYPE \(family.sampleName) \(kind.rawValue)\n"
        }
    }

    private static func line(_ name: String, _ labels: [MetricFamily.Label], _ value: Double, in text: inout String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(number(value))\n"
    }

    /// By scalars: "\r\n" and a quotation mark with an accent are one `Character` each.
    private static func escaped(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += #"\\"#
            case "\"": text += #"\""#
            case "\n": text += #"\n"#
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whole numbers have no fraction, as long as a double holds them exactly.
    private static func number(_ value: Double) -> String {
        guard let whole = Int64(exactly: value), whole.magnitude < 1 << 53 else { return "\(value)" }
        return "\(whole)"
    }
}
