/** The page's colours from the theme of VS Code, and how its form looks. */

export const themeColours = `
:root { --font: var(--vscode-font-family); --mono: var(--vscode-editor-font-family); --fg: var(--vscode-foreground); --bg: var(--vscode-editor-background); --muted: var(--vscode-descriptionForeground); --line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-editorWidget-border))); --edge: var(--vscode-contrastBorder, var(--vscode-input-border, var(--vscode-descriptionForeground))); --link: var(--vscode-textLink-foreground); --focus: var(--vscode-focusBorder);
--track: var(--vscode-input-background); --fits: var(--vscode-charts-green); --tight: var(--vscode-charts-yellow); --exceeds: var(--vscode-charts-red);
--part-0: var(--vscode-charts-blue); --part-1: var(--vscode-charts-orange); --part-2: var(--vscode-charts-green); --part-3: var(--vscode-charts-purple); --part-4: var(--vscode-charts-yellow); --part-5: var(--vscode-terminal-ansiCyan); --part-6: var(--vscode-terminal-ansiMagenta); --part-7: var(--vscode-descriptionForeground); }
.vscode-high-contrast, .vscode-high-contrast-light { --track: transparent; }
`;

export const formStyle = `
body { font-size: var(--vscode-font-size); }
.what-if { position: sticky; top: 0; z-index: 1; background: var(--bg); border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
.what-if h2 { margin-top: 0.6em; } .what-if p { margin: 0.4em 0; }
.knobs { display: grid; grid-template-columns: max-content minmax(8rem, 1fr) 8rem max-content; gap: 0.3em 1em; align-items: center; }
.knob { display: contents; } .unit, .now { color: var(--muted); } .knob input[type=range] { width: 100%; accent-color: var(--vscode-button-background); }
.knob input[type=number] { box-sizing: border-box; width: 100%; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--edge); padding: 0.15em 0.4em; font: inherit; }
.knob input[aria-invalid=true] { border-color: var(--vscode-inputValidation-errorBorder); }
.actions button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); padding: 0.3em 0.9em; cursor: pointer; }
.actions button#reset { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); } .actions button:disabled { opacity: 0.5; cursor: default; }
@media (max-width: 40rem) { .knobs { grid-template-columns: max-content minmax(6rem, 1fr) 6rem; } .knob .now { grid-column: 1 / -1; } .what-if { position: static; } }
`;
