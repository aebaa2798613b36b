/** The keyword lists of the grammars, taken from the fact tables: a keyword added there is highlighted after the next `gen`. */
import { parseSignature } from '../../../src/engine/signature.ts';
import keywordRows from '../../../src/languages/haproxy/facts/keywords.json' with { type: 'json' };
import { sectionKinds } from '../../../src/languages/haproxy/facts/sections.ts';
import { signatures } from '../../../src/languages/haproxy/facts/signatures.ts';
import { limitItems } from '../../../src/languages/limits/facts/items.ts';
import sysctlRows from '../../../src/languages/sysctl/facts/keys.json' with { type: 'json' };

export interface HaproxyKeywords {
  readonly sections: readonly string[];
  /** Whole names, of several words where the keyword has several: `timeout client`. */
  readonly directives: readonly string[];
  /** Words that follow an address or a directive and carry a value: `check`, `maxconn`, `crt`. */
  readonly options: readonly string[];
  /** Words inside other directives that carry a value: `table`, `deny_status`. */
  readonly arguments: readonly string[];
  /** Closed lists of values: `roundrobin`, `http`. */
  readonly constants: readonly string[];
  readonly actions: readonly string[];
  readonly fetches: readonly string[];
  readonly converters: readonly string[];
  readonly logAliases: readonly string[];
  readonly predefinedAcls: readonly string[];
  readonly predicates: readonly string[];
}

export interface GrammarKeywords {
  readonly haproxy: HaproxyKeywords;
  readonly sysctl: readonly string[];
  readonly limits: readonly string[];
}

/** Tables whose entries follow an address or stand in a list of certificates. */
const optionTables = ['server-option', 'bind-option', 'crt-list-option', 'crt-store-load-option'];

export function grammarKeywords(): GrammarKeywords {
  const byTable = namesByTable();
  const names = (...tables: readonly string[]) => tables.flatMap((table) => [...(byTable.get(table) ?? [])]);
  const argumentTables = [...byTable.keys()].filter(
    (table) => table.endsWith('-option') && !optionTables.includes(table),
  );
  return {
    haproxy: {
      // The last three stand only in the files of the SPOE filter.
      sections: [...sectionKinds, 'spoe-agent', 'spoe-group', 'spoe-message'],
      directives: names('directive'),
      options: names(...optionTables),
      arguments: names(...argumentTables),
      constants: [
        ...names('balance-algorithm', 'stick-table-key', 'uri-normalizer', 'filter', 'service'),
        ...choices(),
      ],
      actions: names('action'),
      fetches: names('fetch', 'acl-criterion'),
      converters: names('converter'),
      logAliases: names('log-format-alias'),
      predefinedAcls: names('predefined-acl'),
      predicates,
    },
    // A misspelling seen in the wild is a row of the table, and no key.
    sysctl: sysctlRows.filter(({ status }) => status !== 'never-existed').map(({ key }) => key),
    limits: [...limitItems.all()].map(({ name }) => name),
  };
}

/** Every name HAProxy knows, by the table it is in; small vocabularies have no rows, only signatures. */
function namesByTable(): ReadonlyMap<string, ReadonlySet<string>> {
  const byTable = new Map<string, Set<string>>();
  const add = (table: string, name: string) => {
    // What a Lua script registers has no name of its own; a flag (`-m`) is none of the table's words.
    if (name.includes('<') || !/^[\w%]/.test(name)) return;
    const names = byTable.get(table) ?? new Set();
    byTable.set(table, names);
    names.add(name);
  };
  for (const { table, name } of keywordRows) add(table, name);
  for (const id of Object.keys(signatures)) {
    const [table = '', ...rest] = id.split('/');
    if (table !== 'directive') add(table, rest.join('/').replace(/\($/, ''));
  }
  return byTable;
}

/** The words of every closed list in a signature; numbers are highlighted as such anyway. */
function choices(): readonly string[] {
  const params = Object.values(signatures).flatMap((signature) => parseSignature(signature));
  const words = params
    .flatMap((param) => ('value' in param && param.value.kind === 'one-of' ? param.value.words : []))
    .filter((word) => /^[A-Za-z]/.test(word));
  return [...new Set(words)];
}

/** What `.if` may ask, in HAProxy 3.5; `fips_mode` came with it. */
const predicates: readonly string[] = [
  'awslc_api_atleast',
  'awslc_api_before',
  'defined',
  'enabled',
  'feature',
  'fips_mode',
  'openssl_version_atleast',
  'openssl_version_before',
  'ssllib_name_startswith',
  'streq',
  'strneq',
  'strstr',
  'version_atleast',
  'version_before',
];
