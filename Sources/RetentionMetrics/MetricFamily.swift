/// One metric with all its samples, independent of a text format.
package struct MetricFamily: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case gauge
        /// Its samples' names end in `_total`.
        case counter
        /// Its samples' names end in `_info` and their value is 1.
        case info
    }

    /// A base unit; the family's name ends in it.
    package enum Unit: String, Sendable {
        case seconds, bytes
    }

    package struct Label: Sendable, Equatable {
        package let name: String
        /// Any text: the format escapes it.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package struct Sample: Sendable, Equatable {
        package let labels: [Label]
        package let value: Double

        package init(_ value: Double, _ labels: [Label] = []) {
            self.labels = labels
            self.value = value
        }
    }

    /// Without the suffix of a counter's or an info's samples.
    package let name: String
    package let kind: Kind
    package let unit: Unit?
    /// One sentence, free of characters that a format would have to escape.
    package let help: String
    package var samples: [Sample]
    /// For counters: when they started from zero, in seconds since 1970.
    package let created: Double?

    package init(
        _ name: String, _ kind: Kind, unit: Unit? = nil, help: String, created: Double? = nil, samples: [Sample]
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.created = created
        self.samples = samples
    }

    /// The name of the samples, used in queries.
    package var sampleName: String {
        switch kind {
        case .gauge: name
        case .counter: "\(name)_total"
        case .info: "\(name)_info"
        }
    }
}
