/**
 * HAProxy's keywords as fact tables: the rows of `keywords.json` joined with their signatures. Everything is built on
 * first use, one table at a time, and a signature is read when somebody asks for it.
 */
import { type Fact, type FactTable, rowsOf, type Source } from '../../../engine/facts.ts';
import { type Param, parseSignature } from '../../../engine/signature.ts';
import type { TokenType } from '../../../engine/values/kind.ts';
import keywordRows from './keywords.json' with { type: 'json' };
import type { KeywordRow, VersionRange } from './rows.ts';
import { optionRows, signatures } from './signatures.ts';

/** A keyword of HAProxy: the fact that the engine knows, and what only HAProxy's keywords have. */
export interface HaproxyFact extends Fact, Omit<KeywordRow, keyof Fact> {}

export interface HaproxyTable extends FactTable {
  get(name: string): HaproxyFact | undefined;
  all(): Iterable<HaproxyFact>;
}

/** Most words of any directive's name: `capture request header`. */
export const longestName = 3;

const rulesets = new Set([
  'tcp-request connection',
  'tcp-request session',
  'tcp-request content',
  'tcp-response content',
  'http-request',
  'http-response',
  'http-after-response',
  'quic-initial',
]);

/** What `stats http-request` accepts, which is not the full set of `http-request`. */
const statsActions = new Set(['allow', 'deny', 'auth']);

const nouns: Readonly<Record<string, string>> = {
  'acl-criterion': 'criterion',
  'crt-list-option': 'certificate option',
  'crt-store-load-option': 'certificate option',
  fetch: 'sample fetch',
  'log-format-alias': 'log-format alias',
  'predefined-acl': 'predefined ACL',
};

/** How the names of a table are coloured; those of all others are options. */
const tokens: Readonly<Record<string, TokenType>> = {
  'acl-criterion': 'function',
  'balance-algorithm': 'enumMember',
  converter: 'function',
  fetch: 'function',
  filter: 'enumMember',
  'log-format-alias': 'variable',
  'predefined-acl': 'variable',
  service: 'enumMember',
};

function tokenOf(id: string): TokenType {
  return id.startsWith('directive/') || id.startsWith('action/') ? 'keyword' : (tokens[id] ?? 'property');
}

/** A name with its arguments and no word behind them; the closing parenthesis may still be missing. */
const singleCall = /^[^(]+\([^()\s]*\)?$/;

const tables = new Map<string, HaproxyTable | undefined>();
const directiveTables = new Map<string, HaproxyTable>();
let byTable: Map<string, HaproxyFact[]> | undefined;
let byName: Map<string, HaproxyFact[]> | undefined;

/** The directives that a section of this kind accepts, or accepted in an older release. */
export function directiveTable(section: string): HaproxyTable {
  let made = directiveTables.get(section);
  if (!made) {
    const facts = (factsByTable().get('directive') ?? []).filter((fact) => fact.sections?.includes(section));
    made = makeTable(`directive/${section}`, 'keyword', facts);
    directiveTables.set(section, made);
  }
  return made;
}

/** Directives of every kind of section, to say where a misplaced one belongs. */
export const directives = {
  /** All directives written so, one per kind of owner. */
  find(name: string): readonly HaproxyFact[] {
    const names = namesOfDirectives();
    const found = names.get(name);
    if (found) return found;
    if (!singleCall.test(name)) return [];
    return (names.get(name.slice(0, name.indexOf('('))) ?? []).filter((fact) => fact.call);
  },
  all(): Iterable<HaproxyFact> {
    return factsByTable().get('directive') ?? [];
  },
} as const;

/**
 * Any other table by its id: `bind-option`, `server-option`, `action/<rule set>`, `fetch`, `converter`, `acl-criterion`,
 * `log-format-alias`, `predefined-acl`, `filter`, `service`, or a vocabulary of `signatures/options.ts`.
 */
export function table(id: string): HaproxyTable | undefined {
  const known = tables.get(id);
  if (known || tables.has(id)) return known;
  const made = build(id);
  tables.set(id, made);
  return made;
}

/** Every row of every table once, table by table; an action stands here once however many rule sets have it. */
export function* allKeywords(): Iterable<HaproxyFact> {
  for (const facts of factsByTable().values()) yield* facts;
}

function build(id: string): HaproxyTable | undefined {
  if (id.startsWith('action/')) {
    const ruleset = id.slice('action/'.length);
    const facts = factsByTable().get('action') ?? [];
    if (ruleset === 'stats http-request') {
      return makeTable(
        id,
        'action',
        facts.filter((fact) => statsActions.has(fact.name)),
      );
    }
    if (!rulesets.has(ruleset)) return undefined;
    return makeTable(
      id,
      'action',
      facts.filter((fact) => fact.rulesets?.includes(ruleset)).map((fact) => inRuleset(fact, ruleset)),
    );
  }
  const facts = factsByTable().get(id);
  return facts && id !== 'directive' ? makeTable(id, nouns[id] ?? id.replaceAll('-', ' '), facts) : undefined;
}

/** The action as a rule set has it that took it over later than others did. */
function inRuleset(fact: HaproxyFact, ruleset: string): HaproxyFact {
  const since = fact.rulesetSince?.[ruleset];
  return since === undefined ? fact : new KeywordFact({ ...fact, since }, fact.source);
}

function makeTable(id: string, noun: string, facts: readonly HaproxyFact[]): HaproxyTable {
  const names = new Map(facts.map((fact) => [fact.name, fact]));
  return { id, noun, token: tokenOf(id), get: (name) => names.get(name) ?? continued(names, name), all: () => facts };
}

/** `set-var(txn.x)`, `hdr(host),lower`, `track-sc0` and `lua.anything` are found under the name they start with. */
function continued(names: ReadonlyMap<string, HaproxyFact>, name: string): HaproxyFact | undefined {
  const end = name.search(/[(,]/);
  const fact = end > 0 ? names.get(name.slice(0, end)) : undefined;
  if (fact) return isSample(fact) || (fact.call && singleCall.test(name)) ? fact : undefined;
  if (name.startsWith('lua.')) return names.get('lua.<name>');
  return /^track-sc\d+$/.test(name) ? names.get('track-sc') : undefined;
}

function isSample(fact: HaproxyFact): boolean {
  return fact.table === 'fetch' || fact.table === 'converter' || fact.table === 'acl-criterion';
}

function namesOfDirectives(): ReadonlyMap<string, readonly HaproxyFact[]> {
  if (byName) return byName;
  byName = new Map();
  for (const fact of directives.all()) {
    const same = byName.get(fact.name);
    if (same) same.push(fact);
    else byName.set(fact.name, [fact]);
  }
  return byName;
}

/** Facts of each table, those of no current release last, so that completion offers what works first. */
function factsByTable(): Map<string, HaproxyFact[]> {
  if (byTable) return byTable;
  byTable = new Map();
  const rows: readonly KeywordRow[] = [...rowsOf<KeywordRow>(keywordRows), ...optionRows];
  for (const removed of [false, true]) {
    for (const row of rows) {
      if ((row.until !== undefined) !== removed) continue;
      const facts = byTable.get(row.table);
      const fact = new KeywordFact(row, row.url === undefined ? undefined : sourceOf(row.url));
      if (facts) facts.push(fact);
      else byTable.set(row.table, [fact]);
    }
  }
  return byTable;
}

/** A row with its signature read on demand. Every fact has every field, in one order: whoever reads many of them is faster. */
class KeywordFact implements HaproxyFact {
  readonly id: KeywordRow['id'];
  readonly table: KeywordRow['table'];
  readonly name: KeywordRow['name'];
  readonly sections: KeywordRow['sections'];
  readonly ignoredIn: KeywordRow['ignoredIn'];
  readonly namedDefaultsOnly: KeywordRow['namedDefaultsOnly'];
  readonly since: KeywordRow['since'];
  readonly until: KeywordRow['until'];
  readonly deprecated: KeywordRow['deprecated'];
  readonly replacedBy: KeywordRow['replacedBy'];
  readonly args: KeywordRow['args'];
  readonly rulesets: KeywordRow['rulesets'];
  readonly modes: KeywordRow['modes'];
  readonly in: KeywordRow['in'];
  readonly out: KeywordRow['out'];
  readonly where: KeywordRow['where'];
  readonly older: KeywordRow['older'];
  readonly fetch: KeywordRow['fetch'];
  readonly match: KeywordRow['match'];
  readonly definition: KeywordRow['definition'];
  readonly rulesetSince: KeywordRow['rulesetSince'];
  readonly sectionVersions: KeywordRow['sectionVersions'];
  readonly call: KeywordRow['call'];
  readonly invertible: KeywordRow['invertible'];
  readonly experimental: KeywordRow['experimental'];
  readonly default: KeywordRow['default'];
  readonly source: Source | undefined;
  readonly notes: readonly string[] | undefined;
  #params: readonly Param[] | undefined | null = null;

  constructor(row: Omit<HaproxyFact, 'params'>, source: Source | undefined) {
    this.id = row.id;
    this.table = row.table;
    this.name = row.name;
    this.sections = row.sections;
    this.ignoredIn = row.ignoredIn;
    this.sectionVersions = row.sectionVersions;
    this.namedDefaultsOnly = row.namedDefaultsOnly;
    this.since = row.since;
    this.until = row.until;
    this.deprecated = row.deprecated;
    this.replacedBy = row.replacedBy;
    this.args = row.args;
    this.rulesets = row.rulesets;
    this.rulesetSince = row.rulesetSince;
    this.modes = row.modes;
    this.in = row.in;
    this.out = row.out;
    this.where = row.where;
    this.older = row.older;
    this.fetch = row.fetch;
    this.match = row.match;
    this.definition = row.definition;
    this.call = row.call;
    this.invertible = row.invertible;
    this.experimental = row.experimental;
    this.default = row.default;
    this.source = source;
    this.notes = row.experimental && [experimentNote(row.experimental)];
  }

  get params(): readonly Param[] | undefined {
    if (this.#params === null) {
      const signature = signatures[this.id];
      this.#params = signature === undefined ? undefined : parseSignature(signature);
    }
    return this.#params;
  }
}

function experimentNote({ since, until }: VersionRange): string {
  const from = since === undefined ? '' : ` since HAProxy ${since}`;
  const before = until === undefined ? '' : ` before HAProxy ${until}`;
  return `Experimental${from}${before}: needs \`expose-experimental-directives\`.`;
}

function sourceOf(url: string): Source {
  const [version = '', anchor = ''] = url.split('/');
  const section = /^[\d.]*\d/.exec(anchor)?.[0] ?? '';
  return {
    title: `HAProxy ${version} configuration manual, section ${section}`,
    url: `https://docs.haproxy.org/${version}/configuration.html#${anchor}`,
  };
}
