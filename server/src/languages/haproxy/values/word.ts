/** Single words of a form of their own: `<name:word node>`. The forms are those of HAProxy's parsers, named in the table. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

interface Form {
  readonly pattern: RegExp;
  /** What is wrong with a word that has another form, behind "'x' cannot stand here: ". */
  readonly wrong: string;
  readonly expects: string;
  /** What a rule answers to, where another form is no reason to refuse the word. */
  readonly code?: string;
  /** The first release that looks at the form. */
  readonly since?: string;
}

const identifier = 'letters, digits and the characters _ - . :';

const forms: Readonly<Record<string, Form>> = {
  // guid_is_valid_fmt() in src/guid.c
  guid: {
    pattern: /^[A-Za-z0-9_.:-]{1,127}$/,
    wrong: `an identifier is at most 127 ${identifier}`,
    expects: `an identifier of ${identifier}`,
  },
  // parse_http_set_header() in src/http_act.c; the colon in front is that of HTTP/2
  'header-name': {
    pattern: /^:?[\w!#$%&'*+.^`|~-]*$/,
    wrong: 'a header name has letters, digits and the characters - _ . only',
    expects: 'the name of a header',
    code: 'header-character',
    since: '2.8',
  },
  // `node` in src/cfgparse-global.c and `stats show-node` in src/cfgparse-listen.c
  node: {
    pattern: /^[A-Za-z0-9_.-]+$/,
    wrong: 'a node name has letters, digits and the characters _ - . only',
    expects: 'a name of letters, digits and the characters _ - .',
  },
  // parse_process_number() in src/cfgparse-global.c: of groups or processes, and of threads behind a slash
  threads: {
    pattern:
      /^(?:auto:)?(?:all|odd|even|0*(?:[1-9]|[1-5]\d|6[0-4])(?:-\d*)?)(?:\/(?:all|odd|even|0*(?:[1-9]|[1-5]\d|6[0-4])(?:-\d*)?))?$/,
    wrong: "it takes 'all', 'odd', 'even' or a range of numbers from 1 to 64, and threads of these behind a slash",
    expects: 'threads such as 1-4, 1/1-8 or auto:1/1-8',
  },
  // parse_cpu_set() in src/cpuset.c
  cpus: {
    pattern: /^\d/,
    wrong: 'processors are numbers and ranges of numbers, and a word of them starts with a digit',
    expects: 'processors such as 0-3',
  },
  // `persist` in src/cfgparse-listen.c
  persistence: {
    pattern: /^rdp-cookie(?:$|\([^)]+\)|[^(])/,
    wrong: "the only method is 'rdp-cookie', alone or with the name of a cookie in parentheses",
    expects: "'rdp-cookie' or 'rdp-cookie(name)'",
  },
  // http_parse_status_code_ranges(): codes, ranges and signs
  'status-codes': {
    pattern: /^[+-]?[1-5]\d\d(?:-[1-5]\d\d)?(?:,[1-5]\d\d(?:-[1-5]\d\d)?)*$/,
    wrong: 'it takes codes from 100 to 599 and ranges of them, with commas between them',
    expects: 'codes and ranges of codes such as 400-499,-404',
  },
};

const none: readonly ValueProblem[] = [];

export const word: ValueKind = {
  name: 'word',
  token: 'string',
  check(text, spec, { host }) {
    const form = forms[spec.words[0] ?? ''];
    if (!form || form.pattern.test(text)) return none;
    if (form.since !== undefined && compareVersions(targetVersion(host), form.since) < 0) return none;
    return [{ code: form.code ?? 'malformed', detail: form.wrong }];
  },
  expects: (spec) => forms[spec.words[0] ?? '']?.expects ?? 'text',
};
