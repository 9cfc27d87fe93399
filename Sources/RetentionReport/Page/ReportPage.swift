import Retention
import Time

/// A report as one self-contained page of HTML: no network, no files, and it works without its script.
package struct ReportPage {
    let content: ReportContent

    package init(_ content: ReportContent) {
        self.content = content
    }

    /// The whole page.
    package var html: String { page.markup }

    private var page: HTML {
        """
        <!DOCTYPE html>
        <html lang="en" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(verbatim: policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        <meta name="generator" content="retentiond \(content.version)">
        <link rel="icon" href="data:,">
        <title>\(title)</title>
        <style>\(verbatim: Stylesheet.text)</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to the content</a>
        \(header)
        <main id="main" class="page">
        \(attention)\(happened)\(outlook)\(rules)\(accounts)\(quarantine)\(chains)\(records)\(plan)</main>
        \(footer)
        <script>\(verbatim: Script.text)</script>
        </body>
        </html>

        """
    }

    private var policy: String { ContentSecurityPolicy.text(style: Stylesheet.text, script: Script.text) }

    private var title: String { "Retention report, \(period)" }

    private var footer: HTML {
        """
        <footer class="page"><p>Made by retentiond \(content.version) on \(zone.minute(content.generatedAt)) \
        (\(zone.name(at: content.generatedAt))) from \(content.source). It names documents: share it with care. It \
        loads nothing from elsewhere and sends nothing.</p></footer>
        """
    }

    var zone: TimeZoneRules { content.zone }

    /// A section with its heading.
    func section(_ id: StaticString, _ heading: String, isLong: Bool = false, _ body: HTML) -> HTML {
        let id = HTML(stringLiteral: id)
        return """
            <section id="\(id)" aria-labelledby="\(id)-h"\(isLong ? " data-rows" : "")><h2 id="\(id)-h">\(heading)</h2>
            \(body)</section>

            """
    }
}
