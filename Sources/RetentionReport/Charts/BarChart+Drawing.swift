extension BarChart {
    private static let width = 520.0
    private static let height = 240.0
    /// Room for the labels of the axes.
    private static let left = 68.0
    private static let right = 6.0
    private static let head = 10.0
    private static let foot = 26.0
    /// The limit of labels below the axis; more would touch each other.
    private static let maxLabels = 6
    /// Even the smallest value is visible.
    private static let leastHeight = 1.5

    private var scale: AxisScale { AxisScale(largest: largest(upper), isBinary: isBytes) }
    private var lowerScale: AxisScale? {
        lower.isEmpty ? nil : AxisScale(largest: largest(lower), isBinary: isBytes)
    }
    private var plotHeight: Double { Self.height - Self.head - Self.foot }
    private var step: Double { (Self.width - Self.left - Self.right) / Double(names.count) }

    /// The part of the height above the line. Both sides have one scale, so that they are comparable.
    private var upperHeight: Double {
        guard let lowerScale else { return plotHeight }
        return plotHeight * scale.top / (scale.top + lowerScale.top)
    }

    private var zero: Double { Self.head + upperHeight }

    /// The height of a value in the drawing.
    private func height(_ value: Double) -> Double { value / scale.top * upperHeight }

    /// The chart as inline SVG. Its colours are classes, so that the style sheet can turn them dark.
    var drawing: HTML {
        """
        <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
        <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(summary) The figures follow as a table.</desc>\
        \(grid)\(bars)<line class="base" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(zero)" y2="\(zero)"/>\
        \(axis)\(markers)</svg>
        """
    }

    private var grid: HTML {
        let above = scale.ticks.map { ($0, zero - height($0)) }
        let below = (lowerScale?.ticks.dropFirst() ?? []).map { ($0, zero + height($0)) }
        let sides = Self.spread(above) + Self.spread(below, from: zero)
        return HTML.joined(
            sides.map { value, y in
                """
                <line class="grid" x1="\(Self.left)" x2="\(Self.width - Self.right)" y1="\(y)" y2="\(y)"/>\
                <text class="axis" text-anchor="end" x="\(Self.left - 6)" y="\(y + 4)">\(label(value))</text>
                """
            })
    }

    /// The ticks of a side that have room for their labels.
    private static func spread(_ ticks: [(Double, Double)], from start: Double? = nil) -> [(Double, Double)] {
        var last = start
        let room = 15.0
        // The end matters most: it shows the scale.
        guard let end = ticks.last else { return [] }
        let others = ticks.dropLast().filter { tick in
            let isFree = abs(tick.1 - end.1) >= room && last.map { abs(tick.1 - $0) >= room } ?? true
            if isFree { last = tick.1 }
            return isFree
        }
        return others + [end]
    }

    private var bars: HTML {
        HTML.joined(
            names.indices.map { bar in
                let x = Self.left + Double(bar) * step
                return """
                    <g class="bar"><title>\(tooltip(bar))</title><rect class="hit" x="\(x)" y="\(Self.head)" \
                    width="\(step)" height="\(plotHeight)"/>\(stack(upper, bar, x, direction: -1))\
                    \(stack(lower, bar, x, direction: 1))</g>
                    """
            })
    }

    private func stack(_ series: [Series], _ bar: Int, _ x: Double, direction: Double) -> HTML {
        let gap = min(3, step * 0.18)
        var edge = zero
        var parts: [HTML] = []
        for series in series where series.values[bar] > 0 {
            let height = max(height(series.values[bar]), Self.leastHeight)
            let top = direction < 0 ? edge - height : edge
            // A thin gap separates colours even for those who can't see them.
            let shown = height > 3 ? height - 0.8 : height
            parts.append(
                """
                <rect class="\(HTML(stringLiteral: series.style))" x="\(x + gap / 2)" \
                y="\(direction < 0 ? top + height - shown : top)" width="\(step - gap)" height="\(shown)"/>
                """)
            edge += direction * height
        }
        return HTML.joined(parts)
    }

    private var axis: HTML {
        let stride = max(1, Int((Double(names.count) / Double(Self.maxLabels)).rounded(.up)))
        return HTML.joined(
            names.indices.filter { $0 % stride == 0 }.map { bar in
                let x = Self.left + (Double(bar) + 0.5) * step
                let anchor: HTML = bar == 0 && step < 40 ? "start" : "middle"
                let at = bar == 0 && step < 40 ? Self.left : x
                return """
                    <text class="axis" text-anchor="\(anchor)" x="\(at)" y="\(Self.height - 8)">\(labels[bar])</text>
                    """
            })
    }

    private var markers: HTML {
        HTML.joined(
            (marks?.bars.sorted() ?? []).map { bar in
                let x = Self.left + (Double(bar) + 0.5) * step
                let y = Self.height - Self.foot
                return "<path class=\"mark\" d=\"M\(x - 3.5) \(y + 7)L\(x) \(y + 1)L\(x + 3.5) \(y + 7)Z\"/>"
            })
    }
}
