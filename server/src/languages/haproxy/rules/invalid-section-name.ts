import { clipped } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { describeTarget, targetVersion } from '../sections.ts';

/** Names of sections are made of letters, digits and a few signs (`invalid_char` in HAProxy's src/tools.c). */
export const invalidSectionName: Rule = {
  id: 'haproxy/invalid-section-name',
  title: 'A character that no name of a section may hold',
  severity: 'error',
  problems: ['invalid-section-name', 'invalid-scope-mark'],
  problem({ code, start, end, detail = '' }, { words, text }, { host }) {
    if (code === 'invalid-scope-mark') return { start, end, message: scopeReasons[detail] ?? '' };
    const kind = words[0]?.text ?? '';
    // Since 3.4 the parser of proxies loses the error behind its message.
    const passes = proxies.has(kind) && compareVersions(targetVersion(host), '3.4') >= 0;
    const name = words[1]?.text ?? '';
    const plain = name.replace(/[^A-Za-z0-9_:.-]/gu, '_');
    const fixes: Fix[] =
      text.slice(start, end) === name
        ? [{ title: `Change to '${plain}'`, safe: false, edits: [replace(start, end, plain)] }]
        : [];
    return {
      start,
      end,
      severity: passes ? 'warning' : 'error',
      message: `The name of a '${kind}' section may hold letters, digits and - _ . : only, so '${detail}' in '${clipped(name)}' is ${passes ? 'complained of' : 'refused'} by ${describeTarget(host)}.`,
      fixes,
    };
  },
};

const proxies: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

const scopeReasons: Readonly<Record<string, string>> = {
  name: "A line that starts with '[' is the mark of a scope and needs a name and a ']': HAProxy refuses it.",
  character: 'The name of a scope may hold letters, digits and - _ . : only.',
  behind: 'Nothing but a comment may follow the mark of a scope.',
};
