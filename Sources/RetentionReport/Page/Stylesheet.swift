/// The page's style. Colours of outcomes are Okabe and Ito's, darkened or lightened until they contrast with the
/// background (3:1 at least), so that people who confuse red and green can distinguish them.
enum Stylesheet {
    static let text = """
        :root{color-scheme:light dark;--paper:#fdfcfa;--ink:#1d2327;--soft:#59636b;--faint:#d9dcd9;--line:#e9eae6;\
        --card:#fff;--accent:#1d5c86;--purged:#c8510a;--restored:#00805e;--held:#0068a8;--refused:#a8447f;\
        --unknown:#9a6b00;--keep:#8b949b;--portal:#3a4147;--ours:#c3c9cc;--warn:#8a5a00;--bad:#a8231b;--good:#00694d;\
        --wash:#f4f3ee}
        @media (prefers-color-scheme:dark){:root{--paper:#14181b;--ink:#e8ebea;--soft:#a4aeb3;--faint:#3b4449;\
        --line:#272e32;--card:#1a1f23;--accent:#7cc0ee;--purged:#f08a4b;--restored:#3fc79c;--held:#5ab4ee;\
        --refused:#e08fc0;--unknown:#e2b74a;--keep:#7d878e;--portal:#dfe4e6;--ours:#566067;--warn:#e8bb5c;--bad:#ff9187;\
        --good:#5ad1a8;--wash:#1f262a}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
        .page{max-width:72rem;margin:0 auto;padding:0 1.5rem}
        header.page{padding-top:3.5rem}
        h1,h2{font-family:ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,"DejaVu Serif",serif;\
        font-weight:600;text-wrap:balance}
        h1{font-size:clamp(1.75rem,4.2vw,2.7rem);line-height:1.18;letter-spacing:-.012em;margin:.5rem 0 1rem;\
        max-width:24em}
        h2{font-size:1.5rem;line-height:1.25;margin:0 0 .35rem}
        h3{font-size:1rem;margin:0;font-weight:650}
        p{margin:0 0 .75rem;max-width:44em}
        .eyebrow{color:var(--soft);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;margin:0}
        .lede{font-size:1.125rem;color:var(--ink);max-width:40em}
        .about{color:var(--soft);font-size:.9rem;margin:0}
        a{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
        .skip{position:absolute;left:-99rem}
        .skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
        nav.page{margin-top:1.75rem;margin-bottom:0}
        nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;padding:.7rem 0;margin:0;\
        border-top:1px solid var(--faint);border-bottom:1px solid var(--faint);font-size:.92rem}
        nav a{text-decoration:none}
        nav a:hover{text-decoration:underline}
        main>section{padding:2.6rem 0 .4rem}
        .attention{list-style:none;margin:.8rem 0 0;padding:0;display:grid;gap:.55rem}
        .attention li{overflow-wrap:anywhere;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--warn);\
        border-radius:4px;padding:.65rem 1rem}
        .attention li.bad{border-left-color:var(--bad)}
        .attention strong{display:block}
        .attention .why{color:var(--soft);font-size:.93rem}
        .calm{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--good);border-radius:4px;\
        padding:.65rem 1rem;max-width:none}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1px;background:var(--card);\
        border:1px solid var(--line);border-radius:6px;overflow:hidden;margin:1rem 0 0}
        .figures>div{background:var(--card);box-shadow:0 0 0 1px var(--line);padding:1rem 1.1rem .9rem;border-top:4px solid transparent}
        .figures dt{font-size:.88rem;color:var(--soft)}
        .figures dd{margin:0}
        .figures .big{font-size:1.9rem;line-height:1.2;font-weight:600;letter-spacing:-.02em}
        .figures .small{font-size:.83rem;color:var(--soft)}
        .figures .purged{border-top-color:var(--purged)}.figures .restored{border-top-color:var(--restored)}
        .figures .held{border-top-color:var(--held)}.figures .refused{border-top-color:var(--refused)}
        .figures .unknown{border-top-color:var(--unknown)}.figures .keep{border-top-color:var(--keep)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1.5rem;\
        margin:1.2rem 0 1.6rem}
        .chart{margin:0;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:1.1rem 1.2rem .9rem;\
        min-width:0;display:flex;flex-direction:column}
        .chart figcaption p{color:var(--soft);font-size:.9rem;margin:.15rem 0 .5rem}
        .chart svg{display:block;width:100%;height:auto;margin-top:auto}
        .empty{color:var(--soft);font-style:italic;margin:1.5rem 0}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1rem;margin:0 0 .5rem;padding:0;font-size:.83rem;\
        color:var(--soft)}
        .swatch,.dot{display:inline-block;width:.72em;height:.72em;border-radius:2px;margin-right:.42em;flex:none}
        .dot{border-radius:50%}
        .tickmark{font-size:.62em;margin-right:.5em;color:var(--portal);vertical-align:.2em}
        svg text.axis{font-size:12.5px;fill:var(--soft);font-family:inherit}
        .grid{stroke:var(--line);stroke-width:1}
        .base{stroke:var(--soft);stroke-width:1}
        .mark{fill:var(--portal)}
        .hit{fill:transparent}
        .bar:hover .hit{fill:var(--wash)}
        rect.purged{fill:var(--purged)}rect.restored{fill:var(--restored)}rect.held{fill:var(--held)}
        rect.refused{fill:var(--refused)}rect.unknown{fill:var(--unknown)}rect.keep{fill:var(--keep)}
        rect.portal{fill:var(--portal)}rect.ours{fill:var(--ours)}
        span.purged{background:var(--purged)}span.restored{background:var(--restored)}span.held{background:var(--held)}
        span.refused{background:var(--refused)}span.unknown{background:var(--unknown)}span.keep{background:var(--keep)}
        span.portal{background:var(--portal)}span.ours{background:var(--ours)}
        span.quiet{background:var(--faint)}
        details{margin-top:.5rem;font-size:.9rem}
        summary{cursor:pointer;color:var(--accent);width:fit-content}
        .scroll{overflow-x:auto;max-width:100%}.scroll td,.scroll th{min-width:4.5rem}
        .chart .scroll{max-height:18rem;overflow-y:auto;margin-top:.4rem}
        table{border-collapse:collapse;width:100%;font-size:.92rem}
        caption{text-align:left;color:var(--soft);font-size:.88rem;padding:0 0 .45rem;caption-side:top}
        th,td{text-align:left;vertical-align:top;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-right:0}
        thead th{font-weight:600;color:var(--soft);font-size:.83rem;white-space:nowrap;border-bottom-color:var(--faint)}
        tbody th{font-weight:500}
        .n{text-align:right;white-space:nowrap}
        .t{white-space:nowrap}
        .none{color:var(--soft)}
        .sub{display:block;color:var(--soft);font-size:.88rem}
        .wide{margin-top:1.2rem}
        .share{display:block;width:6rem;height:.5rem}
        .verdict{font-weight:600}.verdict.good{color:var(--good)}.verdict.bad{color:var(--bad)}
        code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em;\
        overflow-wrap:anywhere}
        .findings{margin:.4rem 0 0;padding-left:1.2rem;color:var(--bad)}
        .findings.notes{color:var(--soft)}
        .controls{display:flex;flex-wrap:wrap;gap:.75rem 1.1rem;align-items:end;margin:1rem 0 .7rem}
        .controls[hidden]{display:none}
        .controls label{font-size:.83rem;color:var(--soft);display:grid;gap:.2rem}
        .controls label.grow{flex:1 1 16rem}
        input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--keep);border-radius:4px;\
        padding:.4rem .6rem;width:100%;min-width:0}
        .shown{font-size:.88rem;color:var(--soft);margin:0 0 .4rem}
        .rows{overflow:auto;max-height:34rem;border:1px solid var(--line);border-radius:6px;background:var(--card)}
        .rows table{font-size:.86rem;border-collapse:separate;border-spacing:0}
        .rows th,.rows td{white-space:nowrap;padding:.36rem .8rem;max-width:24rem;overflow:hidden;text-overflow:ellipsis}
        .rows thead th{position:sticky;top:0;background:var(--card);z-index:1}
        .rows .space td{padding:0;border:0}
        footer.page{color:var(--soft);font-size:.85rem;padding-top:2.5rem;padding-bottom:3rem}
        @media (max-width:40rem){.page{padding:0 1rem}header.page{padding-top:1.8rem}.lede{font-size:1.05rem}\
        main>section{padding-top:2rem}.chart{padding:.9rem .8rem .7rem}.figures{grid-template-columns:1fr 1fr}\
        .figures .big{font-size:1.5rem}svg text.axis{font-size:15px}.rows{max-height:26rem}\
        .scroll>table{min-width:40rem}.chart .scroll>table{min-width:20rem}caption{max-width:calc(100vw - 2rem)}}
        @media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#ddd;--faint:#bbb;--purged:#c8510a;\
        --restored:#00805e;--held:#0068a8;--refused:#a8447f;--unknown:#9a6b00;--keep:#8b949b;--portal:#3a4147;\
        --ours:#c3c9cc;--accent:#000;--warn:#8a5a00;--bad:#a8231b;--good:#00694d;color-scheme:light}
        @page{margin:16mm 14mm}
        body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .page{max-width:none;padding:0}header.page{padding-top:0}nav,.controls,.skip,summary{display:none!important}
        h1{font-size:21pt}h2{font-size:14pt}
        main>section{padding:1.1rem 0 0}h2,h3,caption,figcaption{break-after:avoid}
        .chart,.attention li,tr,.figures{break-inside:avoid}.charts{grid-template-columns:1fr 1fr;gap:.7rem}
        .chart .scroll,.rows{max-height:none;overflow:visible;border:0}.scroll{overflow:visible}
        .rows th,.rows td{white-space:normal;max-width:none;padding:.15rem .5rem .15rem 0;font-size:8pt}
        .rows thead th{position:static}.rows .space{display:none}thead{display:table-header-group}
        .chart details:not([open]){display:none}}
        """
}
