/** Which kind of health check a proxy runs, read as HAProxy does: line by line, on top of what `defaults` says. */
import type { ProxySection } from './configuration.ts';

/** The options that choose the kind of health check; each replaces the one before. */
const kinds: ReadonlySet<string> = new Set(
  ['external-check', 'httpchk', 'ldap-check', 'mysql-check', 'pgsql-check', 'redis-check', 'smtpchk', 'spop-check']
    .concat('ssl-hello-chk', 'tcp-check')
    .map((name) => `option ${name}`),
);

/** The words behind `http-check` that set a property instead of adding a step. */
const properties: ReadonlySet<string> = new Set(['http-check disable-on-404', 'http-check send-state']);

export interface HealthChecks {
  /** The option that chose the kind, without the word `option`. */
  readonly kind: string | undefined;
  /** The first line with steps that the kind of check does not run, by the family of the steps. */
  readonly unused: ReadonlyMap<'http-check' | 'tcp-check', number>;
}

/** The kind of check at the end of a section, and the steps that wait for another kind. */
export function healthChecks(proxy: ProxySection): HealthChecks {
  let kind = proxy.defaults && healthChecks(proxy.defaults).kind;
  const unused = new Map<'http-check' | 'tcp-check', number>();
  const facts = proxy.directives();
  const forgets = !proxy.since('3.4');
  for (let line = 1; line < facts.length; line++) {
    const name = facts[line]?.name;
    if (name === undefined) continue;
    if (kinds.has(name)) {
      kind = name.slice('option '.length);
      // Until 3.3 every such option but one made HAProxy forget the steps above it.
      const all = forgets && kind !== 'external-check';
      if (all || kind === 'httpchk') unused.delete('http-check');
      if (all || kind === 'tcp-check') unused.delete('tcp-check');
    } else if (name.startsWith('http-check ') && !properties.has(name)) {
      note(unused, 'http-check', kind === 'httpchk', line);
    } else if (name.startsWith('tcp-check ')) {
      note(unused, 'tcp-check', kind === 'tcp-check', line);
    }
  }
  return { kind, unused };
}

function note(unused: Map<string, number>, family: string, used: boolean, line: number): void {
  if (used) unused.delete(family);
  else if (!unused.has(family)) unused.set(family, line);
}
