/**
 * Colours tell apart for the colour-blind too, and reach a contrast of 4.5 where they are text. A shadow at the edge of
 * `.scroll` says that a table goes on there: the ends of the table carry what hides it.
 */
export const style = `
:root { color-scheme: light dark; --back: #fff; --fore: #1c1c1c; --soft: #5c5c5c; --line: #d4d4d4; --card: #f6f6f4; --shade: #0003; --won: #1769aa; --lost: #b8480a; }
@media (prefers-color-scheme: dark) { :root { --back: #16181c; --fore: #e8e8e6; --soft: #a9a9a6; --line: #3c4048; --card: #1f2228; --shade: #fff3; --won: #6db3f2; --lost: #f0935a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--fore); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
p, li, dt, dd, caption, figcaption { overflow-wrap: anywhere; }
p, li, figcaption { max-width: 44rem; }
dl { display: grid; grid-template-columns: fit-content(16rem) minmax(0, 1fr); gap: .25rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.scroll { position: relative; overflow-x: auto; margin: 0 0 1rem; background: linear-gradient(90deg, var(--back) 1rem, transparent) left / 2rem 100% no-repeat local, linear-gradient(270deg, var(--back) 1rem, transparent) right / 2rem 100% no-repeat local, linear-gradient(90deg, var(--shade), transparent) left / .75rem 100% no-repeat scroll, linear-gradient(270deg, var(--shade), transparent) right / .75rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
thead th { border-bottom: 2px solid var(--soft); vertical-align: bottom; }
.name { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 6rem; }
tbody .name { font-weight: normal; }
.told > * { border-bottom: 0; padding-bottom: 0; }
.lettered { text-align: left; }
.group { text-align: left; color: var(--soft); font-weight: 600; padding-top: .75rem; }
.text { text-align: left; white-space: normal; overflow-wrap: anywhere; color: var(--soft); padding-top: 0; }
sup { line-height: 0; }
.won { color: var(--won); }
.lost { color: var(--lost); }
.systems { display: grid; gap: 1rem; margin-bottom: 1.5rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; display: grid; gap: .75rem 1.5rem; align-items: start; }
@media (min-width: 50rem) { article { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); } }
article h3 { grid-column: 1 / -1; margin: 0; }
article table { width: 100%; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .875rem; color: var(--soft); }
svg { display: block; width: 100%; max-width: 34rem; height: auto; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 30rem) { main { padding: .75rem; } article { padding: .5rem; } th, td { padding: .25rem; } dl { display: block; } dd { margin-bottom: .5rem; } }
@media print { body { font-size: 10pt; } main { max-width: none; padding: 0; } .scroll { overflow: visible; background: none; } table, figcaption { font-size: 8pt; } th, td { padding: .1rem .4rem; } article { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); } article, figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
