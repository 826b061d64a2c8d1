namespace MlNetDeepLearning.Reports;

/// <summary>The style sheet of every report: light and dark by the reader's setting, one column on a phone, printable. The colours of lines are told apart by
/// people who see few colours too (after Okabe and Ito 2008), and differ in their dashes besides.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--bg:#fafaf8;--fg:#1d2125;--soft:#5a636c;--line:#e2e4e6;--card:#fff;--cap:.66;
          --s0:#0067b1;--s1:#c9500a;--s2:#007a5a;--s3:#9b4a86;--s4:#2f8fc4;--s5:#9a6b00;--a:var(--s0);--b:var(--s1)}
        @media(prefers-color-scheme:dark){:root{--bg:#131619;--fg:#e8ebee;--soft:#a0a9b2;--line:#2d3339;--card:#1a1e22;--cap:.5;
          --s0:#6db3f2;--s1:#ff9a5c;--s2:#4fcb9d;--s3:#e09bc8;--s4:#a5d8f7;--s5:#e8c14f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;-webkit-text-size-adjust:100%}
        main{max-width:74rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .3rem;font-weight:650;overflow-wrap:anywhere;text-wrap:balance}
        h2{font-size:1.2rem;line-height:1.3;margin:2.6rem 0 .8rem;font-weight:650;scroll-margin-top:1rem}
        p{margin:.3rem 0 .8rem;max-width:48rem;overflow-wrap:anywhere}
        .lead,.soft{color:var(--soft)}.lead{margin-bottom:1.2rem;max-width:none}.soft{font-size:.9rem}
        .note{border-left:3px solid var(--s1);padding:.35rem .8rem;background:var(--card);font-size:.9rem;max-width:none}
        nav{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:1.2rem 0 0;padding:.55rem 0;border-block:1px solid var(--line);font-size:.9rem}
        a{color:var(--s0);text-decoration:none}a:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--s0);outline-offset:2px}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem}
        .card,figure{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem .9rem;margin:0;min-width:0}
        .card b{display:block;font-size:1.6rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
        .card span{color:var(--soft);font-size:.875rem}.card small{color:var(--soft);font-size:.8rem;display:block;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr));gap:.9rem;align-items:start;margin-bottom:.9rem}
        figure{overflow:hidden}figcaption{font-weight:600;font-size:.95rem;margin-bottom:.35rem;overflow-wrap:anywhere}
        figure svg{width:100%;height:auto;display:block}figure svg.wide{min-width:52rem}
        .grid{stroke:var(--line);fill:none}.mark{stroke:var(--soft);fill:none}.tick,.axis{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}.axis{font-weight:600}
        .ref{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3;fill:none}
        .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.line.thin{stroke-width:1.6}.line.other{stroke:var(--soft);stroke-width:.8;opacity:.5}
        .line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1);stroke-dasharray:6 3.5}.line.s2{stroke:var(--s2)}.line.s3{stroke:var(--s3);stroke-dasharray:1.5 3.5}.line.s4{stroke:var(--s4);stroke-dasharray:9 3 2 3}.line.s5{stroke:var(--s5);stroke-dasharray:3 3}
        .dot.s0{fill:var(--s0)}.dot.s1{fill:var(--s1)}.dot.s2{fill:var(--s2)}.dot.s3{fill:var(--s3)}.dot.s4{fill:var(--s4)}.dot.s5{fill:var(--s5)}
        circle.dot{fill-opacity:.75}.bar.s0{fill:var(--s0);fill-opacity:.75}.bar.s1{fill:var(--s1);fill-opacity:.75}
        .band{fill-opacity:.18;stroke:none}.band.s0{fill:var(--s0)}.band.s1{fill:var(--s1)}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.5rem 0 0;padding:0;font-size:.85rem;color:var(--soft)}
        .legend li{overflow-wrap:anywhere}figure .legend svg{display:inline-block;width:1.5rem;height:.625rem;margin-right:.4rem;vertical-align:baseline}
        .scroll{overflow-x:auto;max-width:100%;margin:0 0 .9rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
        caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.35rem}caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 2rem)}
        th,td{padding:.3rem .65rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
        th{font-weight:500}thead th{color:var(--soft);font-size:.85rem;vertical-align:bottom}
        th[scope=row],thead th:first-child{text-align:left}th:first-child{padding-left:0}
        .names th[scope=row]{max-width:22rem;white-space:normal;overflow-wrap:anywhere;min-width:6rem}
        .prose th[scope=row]{white-space:normal;overflow-wrap:anywhere;min-width:6.5rem}.prose td:last-child,.prose thead th:last-child{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:14rem;max-width:34rem}
        td.bar{background:linear-gradient(to right,color-mix(in srgb,var(--s0) 20%,transparent) var(--p),transparent var(--p)) no-repeat center/calc(100% - 4px) 1.45rem;min-width:5.2rem}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:.5rem 1.5rem;align-items:start}.pair>*{min-width:0}
        .heat td{min-width:2.2rem;padding:.3rem .35rem;text-align:center;border:2px solid var(--bg);border-radius:.3rem}
        .heat th{border:0}.heat th[scope=row]{max-width:11rem;overflow:hidden;text-overflow:ellipsis;padding-right:.6rem}
        .heat thead th{text-align:center}.heat thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:8rem;overflow:hidden;text-overflow:ellipsis}.heat thead th:first-child{text-align:left}
        .heat .hit{background:color-mix(in srgb,var(--s0) calc(var(--p)*var(--cap)),var(--card))}.heat .miss{background:color-mix(in srgb,var(--s1) calc(var(--p)*var(--cap)),var(--card))}
        .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,9.5rem),1fr));gap:.75rem}.gallery.rows{grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr))}
        .gallery img{width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;background:var(--bg);border-radius:.3rem}
        .verdict{font-weight:600;margin:.2rem 0}.gallery dl{display:grid;grid-template-columns:minmax(4rem,max-content) 1fr;gap:0 .7rem;margin:.3rem 0;font-size:.85rem}
        .gallery dt{color:var(--soft);overflow-wrap:anywhere}.gallery dd{margin:0;overflow-wrap:anywhere}
        blockquote{margin:.3rem 0;padding-left:.7rem;border-left:3px solid var(--line);font-size:.9rem;overflow-wrap:anywhere}
        pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem .9rem;font:.8rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;margin:0}
        details{margin:.7rem 0}summary{cursor:pointer;color:var(--s0);font-size:.9rem;margin-bottom:.5rem}
        .better{color:var(--s2);font-weight:600}.worse{color:var(--s1);font-weight:600}
        @media(max-width:34rem){main{padding:1rem .9rem 3rem}h1{font-size:1.4rem}.cards{grid-template-columns:1fr 1fr}.card b{font-size:1.3rem}.heat th[scope=row]{max-width:6.5rem}.prose td:last-child{min-width:21rem}}
        @media print{:root{color-scheme:light}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}nav{display:none}figure,.card,tr{break-inside:avoid}h2{break-after:avoid}details::details-content{content-visibility:visible;display:block;height:auto}.scroll{overflow:visible}}
        """;
}
