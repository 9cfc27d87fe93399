import Retention

/// A table of which a page shows a part and can search the whole: the newest rows as HTML, all of them as JSON for the
/// script.
struct LongTable {
    enum Cell {
        /// Different in most rows.
        case plain(String)
        /// The same in many rows, so it is written once. Nil: absent.
        case text(String?)
        /// Bytes. Nil: absent.
        case size(Int64?)
    }

    struct Column {
        let title: String
        let kind: Kind
        /// Whether the page offers a list of its values to choose from.
        var isChoice = false

        enum Kind: String { case plain, text, size }
    }

    /// Unique on the page.
    let id: String
    let caption: String
    /// The name of rows, in the plural.
    let noun: String
    let columns: [Column]
    /// The column whose text has a colour, given by `style`.
    let mark: Int
    let style: (String) -> Style
    let count: Int
    /// Rows that are left out because there are too many.
    let omitted: Int
    /// The cells of a row, one for each column.
    let cells: (Int) -> [Cell]

    /// Colours of the script, in its order.
    enum Style: Int, CaseIterable {
        case purged, restored, held, refused, unknown, keep, quiet

        init(_ kind: OutcomeKind) { self = Style.allCases[kind.rawValue] }

        var name: StaticString {
            switch self {
            case .purged: "purged"
            case .restored: "restored"
            case .held: "held"
            case .refused: "refused"
            case .unknown: "unknown"
            case .keep: "keep"
            case .quiet: "quiet"
            }
        }
    }

    /// The number of rows that are shown without the script.
    static let shownAtFirst = 200
}

extension LongTable {
    /// Controls, table and data. The section around it must have `data-rows`.
    var html: HTML {
        let heads = columns.map { column -> HTML in
            "<th scope=\"col\"\(column.kind == .size ? " class=\"n\"" : "")>\(column.title)</th>"
        }
        let shown = min(count, Self.shownAtFirst)
        let rows = (0..<shown).map { row(cells($0)) }
        let note =
            shown < count + omitted
            ? "The first \(Texts.number(shown)) of \(Texts.number(count + omitted))" : "All \(Texts.number(count))"
        return """
            <div class="controls" hidden><label class="grow">Search all columns<input type="search" autocomplete="off" \
            spellcheck="false" aria-controls="\(id)-rows"></label>\(choices)</div>
            <p class="shown" role="status" aria-live="polite">\(note) \(noun).</p>
            <div class="rows" id="\(id)-rows" tabindex="0" role="region" aria-label="\(caption)"><table>\
            <caption class="skip">\(caption)</caption><thead><tr>\(heads)</tr></thead><tbody>
            \(rows)</tbody></table></div>
            <script type="application/json">\(verbatim: json)</script>

            """
    }

    private var choices: HTML {
        HTML.joined(
            columns.indices.filter { columns[$0].isChoice }.map { index in
                """
                <label>\(columns[index].title)<select data-column="\(index)" aria-controls="\(id)-rows">\
                <option value="">all</option></select></label>
                """
            })
    }

    private func row(_ cells: [Cell]) -> HTML {
        let parts = cells.enumerated().map { index, cell -> HTML in
            switch cell {
            case .plain(let text): "<td\(index == 0 ? " class=\"t\"" : "")>\(HTML.isolated(text))</td>"
            case .text(nil): "<td>\(HTML.none)</td>"
            case .text(let text?) where index == mark:
                "<td class=\"t\"><span class=\"dot \(HTML(stringLiteral: style(text).name))\"></span>\(HTML.isolated(text))</td>"
            case .text(let text?): "<td>\(HTML.isolated(text))</td>"
            case .size(let bytes): "<td class=\"n\">\(bytes.map { "\(ByteCount.format($0))" } ?? HTML.none)</td>"
            }
        }
        return "<tr>\(parts)</tr>\n"
    }

    /// `{"columns": […], "mark": 1, "noun": "…", "omitted": 0, "rows": […], "texts": […], "marks": […]}`: a row has a text for a plain
    /// column, an index into `texts` (-1: absent) or a number of bytes (null: absent); `marks` has the colour of each text.
    var json: String {
        var pool = TextPool()
        var json = JSONWriter(escaping: .script)
        json.object { json in
            json.key("columns")
            json.array(columns) { $0.append($1.kind.rawValue) }
            json.key("mark")
            json.append(mark)
            json.key("noun")
            json.append(noun)
            json.key("omitted")
            json.append(omitted)
            json.key("rows")
            json.array(0..<count) { json, row in
                json.array(cells(row)) { json, cell in
                    switch cell {
                    case .plain(let text): json.append(text)
                    case .text(let text): json.append(text.map { pool.index(of: $0) } ?? -1)
                    case .size(let bytes): json.append(bytes)
                    }
                }
            }
            json.key("texts")
            json.array(pool.texts) { $0.append($1) }
            json.key("marks")
            json.array(pool.texts) { $0.append(style($1).rawValue) }
        }
        return json.text
    }
}

/// Texts by number.
private struct TextPool {
    private(set) var texts: [String] = []
    private var indices: [String: Int] = [:]

    mutating func index(of text: String) -> Int {
        if let index = indices[text] { return index }
        indices[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}
