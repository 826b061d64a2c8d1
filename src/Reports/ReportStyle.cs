namespace MlNetDeepLearning.Reports;

/// <summary>The style sheet of every report: light and dark by the reader's setting, one column on a phone, printable.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1c2024;--soft:#5b6570;--line:#dfe3e6;--card:#fff;--a:#2563c9;--b:#c2571a;--c:#2d8a4e;--hit:37,99,201;--miss:200,70,30}
        @media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e7eaed;--soft:#9aa4ae;--line:#2c3238;--card:#1b1f23;--a:#7fb0ff;--b:#ffa066;--c:#6fd092;--hit:90,150,255;--miss:255,120,70}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.2rem;max-width:68rem;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.2rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
        p.lead{color:var(--soft);margin:.2rem 0 1rem;overflow-wrap:anywhere}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem}
        .card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem .9rem}
        .card b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}.card span{color:var(--soft);font-size:.85rem}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem}
        figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem}
        figcaption{font-weight:600;margin-bottom:.3rem}svg{width:100%;height:auto;display:block}
        .grid{stroke:var(--line)}.tick{fill:var(--soft);font-size:12px}
        .line{fill:none;stroke-width:2}.line.a{stroke:var(--a)}.line.b{stroke:var(--b);stroke-dasharray:6 4}.line.c{stroke:var(--c)}
        .dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.c{fill:var(--c)}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:1rem;margin:.4rem 0 0;padding:0;font-size:.85rem;color:var(--soft)}
        .legend i{display:inline-block;width:1.4rem;border-top:3px solid;margin-right:.4rem;vertical-align:middle}
        .legend .a{border-color:var(--a)}.legend .b{border-color:var(--b);border-top-style:dashed}.legend .c{border-color:var(--c)}
        .scroll{overflow-x:auto;max-width:100%}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
        caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.3rem}
        th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
        th[scope=row],thead th:first-child{text-align:left;font-weight:500}
        .wrap td{text-align:left;white-space:normal;overflow-wrap:anywhere}
        .heat td{min-width:2.3rem;text-align:center;border:1px solid var(--bg)}
        .heat .hit{background:color-mix(in srgb,rgb(var(--hit)) var(--p),var(--card))}.heat .miss{background:color-mix(in srgb,rgb(var(--miss)) var(--p),var(--card))}
        .heat .strong{color:var(--bg);font-weight:600}
        .heat thead th{vertical-align:bottom;text-align:center}.heat thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:9rem;overflow:hidden}
        .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.7rem}
        .gallery img{width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;background:var(--bg);border-radius:.3rem}
        .gallery small{color:var(--soft);display:block;overflow-wrap:anywhere}
        pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem;font-size:.82rem}
        .note{border-left:4px solid var(--b);padding:.3rem .8rem;margin:.6rem 0;background:var(--card)}
        details{margin:.6rem 0}summary{cursor:pointer;color:var(--soft)}
        @media(max-width:30rem){body{padding:.8rem;font-size:15px}.card b{font-size:1.25rem}}
        @media print{body{max-width:none;background:#fff;color:#000}details{display:block}figure,.card{break-inside:avoid}}
        """;
}
