/** Single words of a form of their own: `<name:word node>`. The forms are those of HAProxy's parsers, named in the table. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';

interface Form {
  readonly pattern: RegExp;
  /** What is wrong with a word that has another form, behind "'x' cannot stand here: ". */
  readonly wrong: string;
  readonly expects: string;
}

const identifier = 'letters, digits and the characters _ - . :';

const forms: Readonly<Record<string, Form>> = {
  // guid_is_valid_fmt() in src/guid.c
  guid: {
    pattern: /^[A-Za-z0-9_.:-]{1,127}$/,
    wrong: `an identifier is at most 127 ${identifier}`,
    expects: `an identifier of ${identifier}`,
  },
  // `node` in src/cfgparse-global.c and `stats show-node` in src/cfgparse-listen.c
  node: {
    pattern: /^[A-Za-z0-9_.-]+$/,
    wrong: 'a node name has letters, digits and the characters _ - . only',
    expects: 'a name of letters, digits and the characters _ - .',
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
  // parse_logger() in src/log.c
  'sample-ranges': {
    pattern: /^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*:0*[1-9]\d*$/,
    wrong: 'it takes ranges and the number of messages they are of, such as 1,3-5:10',
    expects: 'ranges and a number of messages such as 1:10',
  },
};

const none: readonly ValueProblem[] = [];

export const word: ValueKind = {
  name: 'word',
  token: 'string',
  check(text, spec) {
    const form = forms[spec.words[0] ?? ''];
    return !form || form.pattern.test(text) ? none : [{ code: 'malformed', detail: form.wrong }];
  },
  expects: (spec) => forms[spec.words[0] ?? '']?.expects ?? 'text',
};
