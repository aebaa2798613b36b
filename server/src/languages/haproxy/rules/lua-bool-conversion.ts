import { type FileReport, insertLine, type Rule } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { globalSections } from '../global-sections.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

const setting = 'tune.lua.bool-sample-conversion';
const loading: ReadonlySet<string> = new Set(['lua-load', 'lua-load-per-thread']);

/** The warnings about the Lua setting that has to be chosen, and to stand before the first script (`hlua_load_state`). */
export const luaBoolConversion: Rule = {
  id: 'haproxy/lua-bool-conversion',
  title: 'Lua scripts and no choice of how they see booleans',
  severity: 'warning',
  file(view) {
    const { analysis, host } = view;
    if (compareVersions(targetVersion(host), '3.1') < 0 || isTemplate(analysis) || !view.whole) return [];
    const reports: FileReport[] = [];
    let chosen = false;
    let loaded = false;
    for (const { analysis: from, first, section } of globalSections(view)) {
      const facts = section.directives();
      for (let line = 1; line < facts.length; line++) {
        const name = facts[line]?.name ?? '';
        const isLoad = loading.has(name);
        if (name !== setting && !isLoad) continue;
        const late = name === setting && loaded;
        const early = isLoad && !loaded && !chosen;
        if (from === analysis && (late || early)) {
          const word = section.statement(line).words[0];
          const place = { line: first + line, start: word?.start ?? 0, end: word?.end ?? 0 };
          const indent = /^[ \t]*/.exec(section.text(line))?.[0] ?? '';
          reports.push(
            late
              ? { ...place, message: lateMessage }
              : { ...place, ...earlyReport(indent, first + line, describeTarget(host)) },
          );
        }
        if (isLoad) loaded = true;
        else chosen = true;
      }
    }
    return reports;
  },
};

const lateMessage = `HAProxy ignores '${setting}' behind the first Lua script that it loads.`;

function earlyReport(indent: string, line: number, target: string): Pick<FileReport, 'message' | 'fixes'> {
  return {
    message: `Without '${setting}' above the first script booleans reach Lua as integers; ${target} wants that said.`,
    fixes: [
      {
        title: `Keep it so: ${setting} pre-3.1-bug`,
        safe: true,
        edits: [insertLine(`${indent}${setting} pre-3.1-bug`, line)],
      },
      {
        title: `Let them be booleans: ${setting} normal`,
        safe: false,
        edits: [insertLine(`${indent}${setting} normal`, line)],
      },
    ],
  };
}
