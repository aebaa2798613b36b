import type { Analysis, Block } from '../../../engine/analysis.ts';
import { blocksWhere, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isUnreadSection, targetVersion } from '../sections.ts';
import { wordsUpToEmpty } from '../syntax.ts';

/** Something else than `from` behind the name of a proxy: HAProxy opens no section there (`cfg_parse_listen`). */
export const headerWords: Rule = {
  id: 'haproxy/header-words',
  title: "Words behind the name of a proxy that are not 'from' and a name",
  severity: 'error',
  file({ analysis, host }) {
    return placed(analysis, analysis.fold(unread)).flatMap(({ block, first }) =>
      reportOn(analysis, block, first, targetVersion(host)),
    );
  },
};

const unread = blocksWhere('haproxy/unread', (_analysis, { context }) => isUnreadSection(context));

function reportOn(analysis: Analysis, block: Block, line: number, version: string): FileReport[] {
  const { text, words: written } = analysis.statement(line);
  const words = wordsUpToEmpty(written);
  const [header, name, third] = words;
  const last = words[words.length - 1];
  if (!header || !name || !third || !last) return [];
  const kind = header.text;
  const { start } = (words.length > 4 && third.text === 'from' && words[4]) || third;
  const { end } = last;
  const extra = clipped(text.slice(start, end));
  const isAddress = kind !== 'backend' && words.length === 3 && /^\S*:\d[\d-]*(,\S*)?$/.test(third.text);
  const fixes: Fix[] = isAddress
    ? [
        {
          title: `Write 'bind ${extra}' on a line of its own`,
          safe: true,
          edits: [replace(name.end, end, `\n    bind ${text.slice(start, end)}`, line)],
        },
      ]
    : [];
  const message = isAddress
    ? `HAProxy takes no address on a '${kind}' line any more: it wants a line 'bind ${extra}' below, and reads no line of this section.`
    : `Only 'from' and the name of a defaults section may follow the name of a '${kind}', not '${extra}': HAProxy reads no line of this section.`;
  const report = { line, start, end, message, fixes };
  if (isRefused(analysis, block, line, kind, version)) return [report];
  return kind === 'backend' ? [] : [{ ...report, severity: 'warning' }];
}

/** HAProxy says nothing of a backend's header, and before 3.3 nothing that counts of others; it is the lines below that fail. */
function isRefused(analysis: Analysis, block: Block, line: number, kind: string, version: string): boolean {
  if (kind !== 'backend' && compareVersions(version, '3.3') >= 0) return true;
  const { words } = analysis.statement(line);
  if (words.length > 4 && words[2]?.text === 'from') return true;
  return block.lines.some(
    ({ text }, index) => index > 0 && !block.masked.has(index) && analysis.language.read(text).words.length > 0,
  );
}
