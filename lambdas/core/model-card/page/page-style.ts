/** What the page may do: nothing is fetched and no script runs, even if a name in the card were read as a tag. */
export const CARD_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The styles of the page: light and dark as the reader's system is, light on paper, one column on phones. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f6f7f4;--surface:#fff;--sunken:#edf0eb;--ink:#18201c;--soft:#47524c;--line:#dde2db;
--good:#1f6e55;--bad:#a0341f;--calm:#5d6670;--series-1:#1f6e55;--series-2:#b5651d}
@media (prefers-color-scheme:dark){:root{--paper:#101412;--surface:#181d1a;--sunken:#0b0e0c;--ink:#e7ede9;--soft:#b3beb7;
--line:#29312c;--good:#7fd0b0;--bad:#f0a18f;--calm:#a9b4be;--series-1:#7fd0b0;--series-2:#eca968}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:15px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .75rem}
h2{font-size:1.25rem;letter-spacing:-.01em;margin:0 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .35rem}
p{margin:0 0 .75rem;max-width:48rem}
small,.soft{color:var(--soft);font-size:.8125rem}
td small,th small{display:block;font-weight:400}
code,pre{font-family:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8125rem}
section{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;margin-top:1.25rem}
.verdict{font-size:1.125rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.25rem 0 0}
.tiles div{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:.85rem 1rem}
.tiles dt{color:var(--soft);font-size:.8125rem}
.tiles dd{margin:0;font-size:1.5rem;font-weight:650;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.8125rem;vertical-align:bottom}
.number{text-align:right;white-space:nowrap}
.wide{overflow-x:auto}.wide th{white-space:nowrap}
.own{background:var(--sunken)}
svg{display:block;overflow:visible}
svg text{fill:var(--soft);font-size:12px}
.forest .interval{width:38%;min-width:11rem}
.forest .interval small{text-align:center}
.forest thead .interval span{display:block;margin-bottom:.25rem}
.forest circle{fill:var(--calm)}
.range{stroke:var(--calm);stroke-width:2.5;stroke-linecap:round}
.zero{stroke:var(--soft);stroke-dasharray:2 3}
.is-better circle{fill:var(--good)}.is-better .range{stroke:var(--good)}.is-better .outcome{color:var(--good)}
.is-worse circle{fill:var(--bad)}.is-worse .range{stroke:var(--bad)}.is-worse .outcome{color:var(--bad)}
.is-few circle{fill:var(--surface);stroke:var(--calm);stroke-width:1.5}
figure{margin:0}
.plot{padding:.75rem .5rem 1.75rem 3.75rem}
.grid{stroke:var(--line)}
.mark{stroke:var(--soft);stroke-dasharray:4 4}
.curve{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.curve.series-1{stroke:var(--series-1)}.curve.series-2{stroke:var(--series-2);stroke-dasharray:6 3}
.dot.series-1{fill:var(--series-1)}.dot.series-2{fill:var(--series-2)}
figcaption{display:flex;flex-wrap:wrap;gap:.35rem 1.25rem;color:var(--soft);font-size:.8125rem}
.key i{display:inline-block;width:1.25rem;border-top:2px solid var(--series-1);margin-right:.4rem;vertical-align:middle}
.key.series-2 i{border-top:2px dashed var(--series-2)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem;break-inside:avoid}
.card h3{margin:0 0 .5rem}
.card ol,.card ul{margin:0 0 .5rem;padding:0;list-style:none}
.card li{display:flex;justify-content:space-between;gap:.75rem;padding:.2rem 0;border-top:1px solid var(--line)}
.card li span+span{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
.facts{display:grid;grid-template-columns:minmax(8rem,16rem) minmax(0,1fr);gap:.3rem 1rem;margin:0}
.facts dt{color:var(--soft)}
.facts dd{margin:0;font-variant-numeric:tabular-nums}
pre{background:var(--sunken);border-radius:.5rem;padding:1rem;margin:.5rem 0 0;white-space:pre-wrap}
summary{cursor:pointer;font-weight:550}
@media (max-width:40rem){
main{padding:1.5rem .85rem 3rem}section{padding:1.1rem .9rem}h1{font-size:1.5rem}
.forest thead{display:none}
.forest tr{display:grid;grid-template-columns:minmax(0,1fr) auto;border-top:1px solid var(--line);padding:.6rem 0}
.forest th,.forest td{border:0;padding:.1rem 0}
.forest td[data-name]{display:flex;gap:.4rem;grid-column:1/-1;text-align:left;white-space:normal}
.forest td[data-name]::before{content:attr(data-name);color:var(--soft)}
.forest th{grid-column:1}.forest .outcome{grid-column:2;grid-row:1;text-align:right}
.forest .interval{grid-column:1/-1;width:auto;min-width:0;padding:.35rem .5rem 0}
.forest tbody,.forest{display:block}
.facts{grid-template-columns:minmax(0,1fr)}.facts dd{margin-bottom:.4rem}
}
@media print{
:root{color-scheme:light;--paper:#fff;--surface:#fff;--sunken:#f2f4f0;--ink:#000;--soft:#3a423d;--line:#c9cfc7;
--good:#1f6e55;--bad:#a0341f;--calm:#5d6670;--series-1:#1f6e55;--series-2:#b5651d}
body{font-size:10.5pt}main{max-width:none;padding:0}section{border:0;padding:0;margin-top:1.5rem}
tr,.card,figure{break-inside:avoid}h2,h3{break-after:avoid}*{print-color-adjust:exact}
}
`.trim();
