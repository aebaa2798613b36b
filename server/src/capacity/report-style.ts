/** How a report looks. Colours are custom properties: a page takes them from the reader's preference, the editor from its theme. */

export const reportStyle = `
body { color: var(--fg); background: var(--bg); font: 14px/1.5 var(--font); margin: 0 auto; max-width: 70rem; padding: 0 1.5rem 3rem; }
h1 { font-size: 1.6em; margin: 1em 0 0.3em; } h2 { font-size: 1.25em; margin: 1.6em 0 0.4em; } h3 { font-size: 1.1em; margin: 0 0 0.4em; }
table { border-collapse: collapse; width: 100%; } figure { margin: 0; }
th, td { text-align: left; vertical-align: top; padding: 0.25em 1em 0.25em 0; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: break-word; }
thead th { font-weight: 600; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font-family: var(--mono); background: none; color: inherit; padding: 0; overflow-wrap: break-word; }
a { color: var(--link); } .files, figcaption { color: var(--muted); } .certainty { color: var(--muted); white-space: nowrap; }
.overview .meter { display: block; width: 100%; min-width: 8rem; margin: 0.35em 0 0.15em; } .overview td:last-child { width: 55%; }
.budget { border: 1px solid var(--line); border-radius: 4px; padding: 0.9em 1.1em; margin: 1.2em 0; }
.verdict { border: 1px solid var(--line); border-radius: 3px; padding: 0 0.5em; font-size: 0.9em; font-weight: 600; white-space: nowrap; }
.verdict .sign { display: inline-block; min-width: 1em; text-align: center; }
.fits .sign { color: var(--fits); } .tight .sign { color: var(--tight); } .exceeds .sign { color: var(--exceeds); }
.verdict.exceeds { border: 2px solid var(--exceeds); }
.meter { display: inline-block; width: 9rem; height: 12px; line-height: 1; vertical-align: middle; }
svg { overflow: visible; } svg text { fill: var(--fg); font-size: 11px; }
.track { fill: var(--track); stroke: var(--edge); } .bar.fits { fill: var(--fits); } .bar.tight { fill: var(--tight); } .bar.exceeds { fill: var(--exceeds); }
.limit, .mark { fill: var(--fg); } .part { stroke: var(--bg); stroke-width: 1px; }
.part-0 { fill: var(--part-0); } .part-1 { fill: var(--part-1); } .part-2 { fill: var(--part-2); } .part-3 { fill: var(--part-3); }
.part-4 { fill: var(--part-4); } .part-5 { fill: var(--part-5); } .part-6 { fill: var(--part-6); } .part-7 { fill: var(--part-7); }
summary { cursor: pointer; padding: 0.15em 0; } details > table, details > ul { margin: 0.3em 0 0.8em 1em; width: calc(100% - 1em); }
.steps { list-style: none; padding-left: 1.2em; } .steps .steps { border-left: 1px solid var(--line); }
button.place { all: unset; color: var(--link); cursor: pointer; text-decoration: underline; font-family: var(--mono); font-size: 0.95em; overflow-wrap: anywhere; }
span.place { font-family: var(--mono); font-size: 0.95em; }
:focus-visible, button.place:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
`;

/** The colours of a page of its own, for light and dark and for a system that forces its colours. */
export const pageColours = `
:root { color-scheme: light dark; --font: system-ui, sans-serif; --mono: ui-monospace, monospace; --fg: #1b1f24; --bg: #ffffff; --muted: #57606a; --line: #d0d7de; --edge: #8c959f; --link: #0550ae; --focus: #0969da; --track: #eaeef2;
--fits: #1a7f37; --tight: #9a6700; --exceeds: #cf222e; --part-0: #0969da; --part-1: #bf8700; --part-2: #1a7f37; --part-3: #8250df; --part-4: #bc4c00; --part-5: #1b7c83; --part-6: #bf3989; --part-7: #57606a; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --bg: #0d1117; --muted: #9198a1; --line: #3d444d; --edge: #656c76; --link: #79c0ff; --focus: #58a6ff; --track: #21262d;
--fits: #3fb950; --tight: #d29922; --exceeds: #f85149; --part-0: #58a6ff; --part-1: #e3b341; --part-2: #3fb950; --part-3: #bc8cff; --part-4: #f0883e; --part-5: #39c5cf; --part-6: #f778ba; --part-7: #9198a1; } }
@media (forced-colors: active) { :root { --fg: CanvasText; --bg: Canvas; --muted: CanvasText; --line: CanvasText; --edge: CanvasText; --link: LinkText; --focus: Highlight; --track: Canvas; --fits: Highlight; --tight: Highlight; --exceeds: Highlight;
--part-0: Highlight; --part-1: GrayText; --part-2: Highlight; --part-3: GrayText; --part-4: Highlight; --part-5: GrayText; --part-6: Highlight; --part-7: GrayText; } .sign { color: CanvasText !important; } }
`;
