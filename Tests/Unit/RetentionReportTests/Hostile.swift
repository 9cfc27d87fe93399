/// Titles made to break out of a page.
enum Hostile {
    static let canary = "document.title='EXECUTED'"

    static let titles = [
        "<script>\(canary)</script>", "</script><script>\(canary)</script>", "<img src=x onerror=\(canary)>",
        "\"><svg onload=\"\(canary)\">", "' onmouseover='\(canary)' x='", "</title></style></textarea><!--<script>",
        "<![CDATA[x]]>&lt;b&gt;&amp;", "\\u003cscript\\u003e", "line\u{2028}separator\u{2029}", "\u{202E}gpj.exe",
        "nul\u{0} and \u{1B}[31m", "${\(canary)}`", "'\"\\\u{8}", "日本 👨‍👩‍👧 עברית",
    ]
}
