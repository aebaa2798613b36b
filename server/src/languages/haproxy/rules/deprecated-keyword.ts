import { blocksMarked, linesMarked } from '../../../engine/marks.ts';
import { placed } from '../../../engine/names.ts';
import type { FileReport, Fix, LineReport, Rule } from '../../../engine/rules.ts';
import type { Statement } from '../../../engine/statement.ts';
import type { Problem, Word } from '../../../engine/syntax.ts';
import type { Edit } from '../../../engine/text.ts';
import { compareVersions } from '../../../engine/version.ts';
import type { Host } from '../../../host/facts.ts';
import { globalHas } from '../global-sections.ts';
import { replacementFor } from '../replacement.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { factNamedAt } from '../suggest.ts';

/** The keywords of which HAProxy itself warns when it starts, seen on releases 2.4 to 3.5. Of all others it is silent. */
const warned = new Set([
  'bind-option/process',
  'directive/global/master-worker',
  'directive/global/nbproc',
  'directive/global/tune.chksize',
  'directive/global/tune.ssl.capture-cipherlist-size',
  'directive/global/tune.takeover-other-tg-connections',
  'directive/proxy/bind-process',
  'directive/proxy/dispatch',
  'directive/proxy/grace',
  'directive/proxy/option accept-invalid-http-request',
  'directive/proxy/option accept-invalid-http-response',
  'directive/proxy/option forceclose',
  'directive/proxy/option http-tunnel',
  'directive/proxy/option transparent',
  'directive/proxy/transparent',
]);

/** Of these 3.3 and later warn only without this permission in a global section. */
const permission = 'expose-deprecated-directives';
const permitted: ReadonlySet<string> = new Set([
  'directive/proxy/dispatch',
  'directive/proxy/option transparent',
  'directive/proxy/transparent',
]);

/** A keyword that still works and is to go. */
export const deprecatedKeyword: Rule = {
  id: 'haproxy/deprecated-keyword',
  title: 'A keyword that is to go',
  severity: 'information',
  tag: 'deprecated',
  problems: ['deprecated-keyword'],
  problem(problem, statement, { host }) {
    const fact = factNamedAt(statement.slots, problem.start);
    return fact && permitted.has(fact.id) ? undefined : said(problem, statement, host);
  },
  file(view) {
    const { analysis, host } = view;
    const blocks = blocksMarked(analysis, 'dispatch');
    if (blocks.size === 0) return [];
    const silent = compareVersions(targetVersion(host), '3.3') < 0 || globalHas(view, permission);
    return placed(analysis, blocks).flatMap(({ block, first }) =>
      linesMarked(analysis, block, 'dispatch').flatMap(({ line: at }): FileReport[] => {
        const statement = analysis.statement(first + at);
        const problem = statement.problems.find(({ code }) => code === 'deprecated-keyword');
        const fact = problem && factNamedAt(statement.slots, problem.start);
        const report = fact && permitted.has(fact.id) ? said(problem, statement, host) : undefined;
        if (!report) return [];
        const severity = silent ? 'information' : (report.severity ?? 'information');
        return [
          { ...report, line: first + at, severity, fixes: (report.fixes ?? []).map((fix) => below(fix, first + at)) },
        ];
      }),
    );
  },
};

/** A line's own fix as one of the file, whose lines are counted from its first. */
function below(fix: Fix, line: number): Fix {
  const moved = (place: Edit['start']) => ({ ...place, line: place.line + line });
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, start: moved(edit.start), end: moved(edit.end) })) };
}

function said({ start, end }: Problem, statement: Statement, host: Host): LineReport | undefined {
  const fact = factNamedAt(statement.slots, start);
  if (!fact?.deprecated) return undefined;
  const gone = fact.until ? ` and gone in ${fact.until}` : '';
  const instead = replacementFor(fact, statement, start, end, targetVersion(host));
  return {
    start,
    end,
    severity:
      isWarned(fact.id) && !isSilent(fact.id, statement.words)
        ? 'warning'
        : fact.id.startsWith('fetch/')
          ? 'hint'
          : 'information',
    message:
      `'${fact.name}' is deprecated since HAProxy ${fact.deprecated}${gone}; this file is for ${describeTarget(host)}.` +
      `${instead.hint}`,
    fixes: instead.fixes,
  };
}

/** The QUIC settings that 3.3 renamed all have their warning. */
function isWarned(id: string): boolean {
  return warned.has(id) || id.startsWith('directive/global/tune.quic.');
}

/** `nbproc 1` is what every release does anyway. */
function isSilent(id: string, words: readonly Word[]): boolean {
  return id === 'directive/global/nbproc' && words[1]?.text === '1';
}
