/** Which directives a section accepts and does nothing with. */
import type { Fact } from '../../engine/facts.ts';
import type { Section } from './configuration.ts';

/** The facts say that the section has no use for these; HAProxy says nothing of it, or not on their line. */
const unsaid: ReadonlySet<string> = new Set([
  'external-check command',
  'external-check path',
  'hash-balance-factor',
  'persist',
  'ssl-f-use',
]);

/**
 * The options of `cfg_opts` and `cfg_opts2`. Since 3.2 HAProxy warns that the section ignores one, and then refuses it as an
 * unknown option (`cfg_parse_listen_match_option`).
 */
const refused: ReadonlySet<string> = new Set(
  ['abortonclose', 'accept-unsafe-violations-in-http-request', 'accept-unsafe-violations-in-http-response']
    .concat([
      'allbackups',
      'checkcache',
      'clitcpka',
      'contstats',
      'disable-h2-upgrade',
      'dontlog-normal',
      'dontlognull',
    ])
    .concat(['h1-case-adjust-bogus-client', 'h1-case-adjust-bogus-server', 'http-drop-request-trailers'])
    .concat(['http-drop-response-trailers', 'http-ignore-probes', 'http-pretend-keepalive', 'http-use-proxy-header'])
    .concat(['idle-close-on-response', 'log-health-checks', 'log-separate-errors', 'logasap', 'persist'])
    .concat(['prefer-last-server', 'socket-stats', 'srvtcpka', 'tcp-smart-accept', 'tcp-smart-connect', 'transparent'])
    .map((name) => `option ${name}`),
);

/** Directives by the kind of section that has no use for them, and of which HAProxy then reads no further word. */
const unread: Readonly<Record<string, ReadonlySet<string>>> = {
  backend: new Set(['log-steps']),
  frontend: new Set(['stick', 'option forwarded', 'option use-small-buffers']),
  // Of timeouts that it does not know a ring says nothing (`cfg_parse_ring` in src/ring.c).
  ring: new Set(['timeout']),
};

/** Whether HAProxy, having said that the section ignores a directive, passes over whatever else the line says. */
export function isPassedOver(directive: string, kind: string): boolean {
  return unread[kind]?.has(directive) === true || (kind === 'frontend' && directive.startsWith('stick '));
}

/** What HAProxy does with a directive that a section of this kind has no use for; undefined where it says nothing. */
export function misplacement(fact: Fact, section: Section): 'ignored' | 'refused' | undefined {
  const { kind } = section;
  if (kind === 'listen' || unsaid.has(fact.name)) return undefined;
  const { ignoredIn } = fact as Fact & { readonly ignoredIn?: readonly string[] };
  // Of use to clients as well since 3.3.
  const isIgnored =
    fact.name === 'option abortonclose' ? kind === 'frontend' && !section.since('3.3') : ignoredIn?.includes(kind);
  if (!isIgnored) return undefined;
  return refused.has(fact.name) && section.since('3.2') ? 'refused' : 'ignored';
}
