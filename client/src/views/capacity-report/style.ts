/** The page's colours from the theme of VS Code, and how its form looks. */

export const themeColours = `
:root { --font: var(--vscode-font-family); --mono: var(--vscode-editor-font-family); --fg: var(--vscode-foreground); --bg: var(--vscode-editor-background); --muted: var(--vscode-descriptionForeground); --line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-editorWidget-border))); --edge: var(--vscode-contrastBorder, var(--vscode-input-border, var(--vscode-descriptionForeground))); --link: var(--vscode-textLink-foreground); --focus: var(--vscode-focusBorder);
--track: var(--vscode-input-background); --fits: var(--vscode-charts-green); --tight: var(--vscode-charts-yellow); --exceeds: var(--vscode-charts-red);
--part-0: var(--vscode-charts-blue); --part-1: var(--vscode-charts-yellow); --part-2: var(--vscode-charts-green); --part-3: var(--vscode-charts-purple); --part-4: var(--vscode-terminal-ansiCyan); --part-5: var(--vscode-terminal-ansiBrightMagenta); --part-6: var(--vscode-terminal-ansiBrightBlue); --part-7: var(--vscode-descriptionForeground); }
.vscode-high-contrast, .vscode-high-contrast-light { --track: transparent; } .vscode-high-contrast .part, .vscode-high-contrast-light .part { stroke: var(--fg); }
`;

export const formStyle = `
html { scroll-padding-top: 15rem; } body { font-size: var(--vscode-font-size); padding: 0 1.2rem 3rem; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.what-if { position: sticky; top: 0; z-index: 1; background: var(--bg); border-bottom: 1px solid var(--line); padding: 0.6em 0; }
@media (max-height: 30rem) { html { scroll-padding-top: 0; } .what-if { position: static; } }
.actions { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; margin-bottom: 0.4em; } .actions h2 { margin: 0 auto 0 0; }
.knobs { display: grid; grid-template-columns: minmax(max-content, 16rem) minmax(5rem, 1fr) 7rem max-content; gap: 0.25em 0.7em; align-items: center; }
@media (max-width: 40rem) { .knobs { grid-template-columns: minmax(6rem, max-content) minmax(4rem, 1fr) 6rem max-content; } }
.knob { display: contents; } .unit, .now { color: var(--muted); } .knob input[type=range] { width: 100%; margin: 0; accent-color: var(--vscode-textLink-foreground); }
.knob input[type=number] { box-sizing: border-box; width: 100%; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--edge); padding: 0.1em 0.4em; font: inherit; }
.actions button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); padding: 0.2em 0.8em; cursor: pointer; }
.actions button#reset { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); } .actions button:disabled { opacity: 0.5; cursor: default; }
`;
