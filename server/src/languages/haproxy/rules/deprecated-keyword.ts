import type { Rule } from '../../../engine/rules.ts';
import type { Word } from '../../../engine/syntax.ts';
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

/** A keyword that still works and is to go. */
export const deprecatedKeyword: Rule = {
  id: 'haproxy/deprecated-keyword',
  title: 'A keyword that is to go',
  severity: 'information',
  tag: 'deprecated',
  problems: ['deprecated-keyword'],
  problem({ start, end }, statement, { host }) {
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
  },
};

/** The QUIC settings that 3.3 renamed all have their warning. */
function isWarned(id: string): boolean {
  return warned.has(id) || id.startsWith('directive/global/tune.quic.');
}

/** `nbproc 1` is what every release does anyway. */
function isSilent(id: string, words: readonly Word[]): boolean {
  return id === 'directive/global/nbproc' && words[1]?.text === '1';
}
