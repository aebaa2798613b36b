import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { blockNote, blocksWhere, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import { type FileReport, type Rule, removeLine, type Severity } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isConditional } from '../preprocessor.ts';
import { repeatedSettings } from '../repeated-settings.ts';
import { targetVersion } from '../sections.ts';
import { isTemplate } from '../template.ts';

/** Some directives count once: HAProxy ignores the second one, or refuses it. */
export const duplicateDirective: Rule = {
  id: 'haproxy/duplicate-directive',
  title: 'A directive that counts once is written twice',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const twins = analysis.fold(withTwins);
    const settings = repeatedSettings(view);
    if ((twins.size === 0 && settings.length === 0) || isTemplate(analysis)) return [];
    const inSections = placed(analysis, twins).flatMap(({ block, first }) => sectionReports(view, block, first));
    return [...settings, ...inSections];
  },
};

/** What HAProxy does about the second of two lines. */
interface Verdict {
  readonly severity: Severity;
  /** First release that does so. */
  readonly since?: string;
}

const refused: Verdict = { severity: 'error' };
const ignored: Verdict = { severity: 'warning' };

interface Counted {
  /** Two lines with the same key are one too many. */
  readonly key: string;
  readonly verdict: Verdict;
  readonly start: number;
  readonly end: number;
}

type Read = readonly [what: string, word: Word | undefined, verdict: Verdict];
type Reader = (words: readonly Word[]) => Read | undefined;

/** `users` counts once on a line as well (`cfg_parse_users` in src/cfgparse.c). */
const onceOnLine: Verdict = { severity: 'error', since: '3.2' };

const whole =
  (verdict: Verdict): Reader =>
  (words) => ['', words[0], verdict];
const named =
  (verdict: Verdict): Reader =>
  (words) =>
    words[1] ? [words[1].text, words[1], verdict] : undefined;

/** The directives of sections that count once, alone or with the name behind them; by section kind and directive. */
const readers: Readonly<Record<string, Reader>> = {
  'crt-store load': (words) => readLoad(words),
  'global h1-case-adjust': (words) => words[1] && [words[1].text, words[1], refused],
  'global shm-stats-file': whole(refused),
  'global shm-stats-file-max-objects': whole(refused),
  'healthcheck type': whole(refused),
  'peers bind': whole({ severity: 'error', since: '2.6' }),
  'peers table': named({ severity: 'error', since: '3.0' }),
  'proxy filter': (words) => readFilter(words),
  'proxy id': whole(refused),
  'proxy stats auth': (words) => words[2] && [words[2].text.replace(/:.*/s, ''), words[2], ignored],
  'proxy stick-table': whole(refused),
  'proxy tcp-request inspect-delay': whole(ignored),
  'proxy tcp-response inspect-delay': whole(ignored),
  'ring backing-file': whole(refused),
  'userlist group': named(ignored),
  'userlist user': named(ignored),
};

/** A certificate is known by its alias, else by its file (`crtstore_parse_load` in src/ssl_ckch.c). */
function readLoad(words: readonly Word[]): Read | undefined {
  let file: Word | undefined;
  for (let at = 1; at + 1 < words.length; at += 2) {
    const value = words[at + 1] as Word;
    if (words[at]?.text === 'alias') return [`alias ${value.text}`, value, refused];
    if (words[at]?.text === 'crt') file = value;
  }
  return file && [`crt ${file.text}`, file, refused];
}

function readFilter([, filter, name]: readonly Word[]): ReturnType<Reader> {
  if (filter?.text === 'compression') return ['compression', filter, refused];
  if (filter?.text === 'comp-req' || filter?.text === 'comp-res')
    return [filter.text, filter, { severity: 'error', since: '3.4' }];
  if (!name || (filter?.text !== 'cache' && !filter?.text.startsWith('bwlim-'))) return undefined;
  return [`${filter.text === 'cache' ? 'cache' : 'bwlim'} ${name.text}`, name, refused];
}

const proxies = new Set(['frontend', 'backend', 'listen', 'defaults']);

function countedIn(analysis: Analysis, block: Block): readonly At<Counted>[] {
  return blockNote(analysis, block, 'haproxy/counted', () => {
    const { kind } = block.context;
    const owner = proxies.has(kind) ? 'proxy' : kind;
    const { facts } = analysis.blockSummary(block);
    let found: At<Counted>[] | undefined;
    for (let line = 1; line < facts.length; line++) {
      const directive = facts[line]?.name;
      const reader = directive === undefined ? undefined : readers[`${owner} ${directive}`];
      if (!reader) continue;
      const { words } = analysis.language.read(block.lines[line]?.text ?? '');
      if (words.some((word) => word.uncertain)) continue;
      if (directive === 'group') {
        for (const { text, start, end } of words) {
          if (text !== 'users') continue;
          found ??= [];
          found.push({ line, it: { key: `group ${words[1]?.text} users`, verdict: onceOnLine, start, end } });
        }
      }
      const read = reader(words);
      if (!read?.[1]) continue;
      const [what, { start, end }, verdict] = [read[0], read[1], read[2]];
      found ??= [];
      found.push({ line, it: { key: `${directive} ${what}`.trim(), verdict, start, end } });
    }
    return found ?? nothing;
  });
}

const nothing: readonly At<Counted>[] = [];

const withTwins = blocksWhere('haproxy/counted-twins', (analysis, block) => {
  const counted = countedIn(analysis, block);
  return counted.length > 1 && new Set(counted.map(({ it }) => it.key)).size < counted.length;
});

function sectionReports({ analysis, host }: FileView, block: Block, first: number): readonly FileReport[] {
  const seen = new Map<string, At<Counted>>();
  return countedIn(analysis, block).flatMap((at): FileReport[] => {
    const { key, verdict, start, end } = at.it;
    const line = first + at.line;
    if (isConditional(analysis, line)) return [];
    const earlier = seen.get(key);
    if (!earlier) {
      seen.set(key, at);
      return [];
    }
    if (verdict.since !== undefined && compareVersions(targetVersion(host), verdict.since) < 0) return [];
    const { severity } = verdict;
    const reason = severity === 'error' ? 'HAProxy refuses the second one.' : 'HAProxy ignores this one.';
    const place = { line: first + earlier.line, start: earlier.it.start, end: earlier.it.end };
    return [
      {
        line,
        start,
        end,
        severity,
        message: `This section has '${clipped(key)}' already, on line ${place.line + 1}: ${reason}`,
        related: [{ ...place, message: 'the first one' }],
        fixes: severity === 'error' ? [] : [{ title: 'Remove the line', safe: true, edits: [removeLine(line)] }],
      },
    ];
  });
}
