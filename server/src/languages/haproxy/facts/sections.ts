/** The kinds of section a HAProxy configuration is made of, read in the section registrations of the releases 1.8 to 3.5. */
import type { Source } from '../../../engine/facts.ts';

/** Where the parser does not count the words of a header. */
const ignored = ' <ignored:anything>*';

/** Kinds whose parser does not count the words of a header. */
const uncounted: ReadonlySet<string> = new Set([
  'mailers',
  'resolvers',
  'namespace_list',
  'http-errors',
  'ring',
  'healthcheck',
]);

export interface SectionKind {
  readonly kind: string;
  /** Whether the header must, may or cannot carry a name. */
  readonly name: 'required' | 'optional' | 'none';
  /** First release that has it, where it came after 1.4. */
  readonly since?: string;
  /** First release that lacks it again. */
  readonly until?: string;
  /** What follows the kind on the header, as a signature. */
  readonly signature: string;
  readonly source: Source;
}

interface Names {
  readonly since?: string;
  readonly until?: string;
  /** What its name defines, as value kinds call it; left out where nothing refers to it. */
  readonly namespace?: string;
  /** The header may end in `from <defaults>`. */
  readonly inherits?: boolean;
}

const section = (
  kind: string,
  name: SectionKind['name'],
  chapter: string,
  { namespace, inherits, ...versions }: Names = {},
): SectionKind => ({
  kind,
  name,
  ...versions,
  signature: headerSignature(kind, name, namespace, inherits),
  source: {
    title: `HAProxy configuration manual, section ${chapter}`,
    url: `https://docs.haproxy.org/${kind === 'program' ? '3.2' : '3.4'}/configuration.html#${chapter}`,
  },
});

export const sections: readonly SectionKind[] = [
  section('global', 'none', '3'),
  section('defaults', 'optional', '4', { namespace: 'defaults', inherits: true }),
  section('frontend', 'required', '4', { namespace: 'frontend', inherits: true }),
  section('backend', 'required', '4', { namespace: 'backend', inherits: true }),
  section('listen', 'required', '4', { namespace: 'backend', inherits: true }),
  section('userlist', 'required', '12.2', { namespace: 'userlist' }),
  section('peers', 'required', '11.2', { since: '1.5', namespace: 'peers' }),
  section('mailers', 'required', '12.3', { since: '1.6', namespace: 'mailers' }),
  section('resolvers', 'required', '5.3.2', { since: '1.6', namespace: 'resolvers' }),
  section('namespace_list', 'none', '5.1', { since: '1.6' }),
  section('cache', 'required', '6.2.1', { since: '1.8', namespace: 'cache' }),
  section('program', 'required', '12.9', { since: '2.0', until: '3.3', namespace: 'program' }),
  section('fcgi-app', 'required', '10.1.1', { since: '2.1', namespace: 'fcgi-app' }),
  section('http-errors', 'required', '12.4', { since: '2.2', namespace: 'http-errors' }),
  section('ring', 'required', '12.5', { since: '2.2', namespace: 'ring' }),
  section('log-forward', 'required', '12.6', { since: '2.3', namespace: 'log-forward' }),
  section('crt-store', 'optional', '12.7', { since: '3.0', namespace: 'crt-store' }),
  section('log-profile', 'required', '8.3.5', { since: '3.1', namespace: 'log-profile' }),
  section('traces', 'none', '12.1', { since: '3.1' }),
  section('acme', 'required', '12.8', { since: '3.2', namespace: 'acme' }),
  section('healthcheck', 'required', '12.9', { since: '3.4', namespace: 'healthcheck' }),
];

export const sectionKinds: readonly string[] = sections.map(({ kind }) => kind);

function headerSignature(kind: string, name: SectionKind['name'], namespace?: string, inherits?: boolean): string {
  const rest = inherits ? ' {section-option}?' : uncounted.has(kind) ? ignored : '';
  if (name === 'none') return rest.trim();
  const defined = namespace === undefined ? '<name:text>' : `<name:name ${namespace} define>`;
  return `${defined}${name === 'optional' ? '?' : ''}${rest}`;
}
