/** The grammar of sysctl.conf: `key = value`, with comments only where they are the first thing on a line. */
import { alternation } from './alternation.ts';
import { type Capture, type Grammar, include, lineComment, type Rule, scopes } from './rule.ts';
import { placeholder, templateRules } from './template.ts';

/** A part of a key as it is written: a glob, a separator, or the name of an interface below `conf` or `neigh`. */
const insideKey: readonly Rule[] = [
  ...include('template'),
  { match: '[*?]|\\[[^\\[\\]]*\\]', name: 'keyword.operator.glob.sysctl' },
  { match: '(?<=conf\\.|neigh\\.)[^\\s.*?\\[{]+', name: 'variable.parameter.interface.sysctl' },
  { match: '(?<=conf/|neigh/)[^\\s/*?\\[{]+', name: 'variable.parameter.interface.sysctl' },
  { match: '[./]', name: 'punctuation.separator.key.sysctl' },
];

/** What stands between blanks before `=`. Nothing in it can be read in two ways, so a line without `=` is given up at once. */
const keyWord = `(?:${placeholder}|(?!${placeholder})[^\\s=])+`;

/** `keys`: dotted names; `<name>` in one stands for any one path element. */
export function sysctlGrammar(keys: readonly string[]): Grammar {
  const key: Capture = {
    name: 'meta.key.sysctl',
    patterns: [
      {
        match: `(?<![^\\s-])(?:${knownKeys(keys)})$`,
        captures: { 0: { name: 'support.type.property-name.sysctl', patterns: insideKey } },
      },
      { match: '.+', captures: { 0: { name: 'variable.other.property.sysctl', patterns: insideKey } } },
    ],
  };
  return {
    name: 'sysctl.conf',
    scopeName: 'source.sysctl',
    patterns: [
      ...include('comment', 'template'),
      {
        begin: `(?:(-)[ \\t]*)?(${keyWord}(?:[ \\t]+${keyWord})*)[ \\t]*(=)`,
        end: '$',
        beginCaptures: {
          1: { name: 'keyword.operator.prefix.sysctl' },
          2: key,
          3: { name: 'keyword.operator.assignment.sysctl' },
        },
        patterns: include('value'),
      },
      // The key of this line was a template's placeholder.
      {
        begin: '=',
        end: '$',
        beginCaptures: scopes({ 0: 'keyword.operator.assignment.sysctl' }),
        patterns: include('value'),
      },
      // Without `=` this is a key that globs shall leave alone, or an unfinished line.
      {
        begin: `(?:(-)[ \\t]*)?((?:${placeholder}|[^\\s=])+)`,
        end: '$',
        beginCaptures: { 1: { name: 'keyword.operator.prefix.sysctl' }, 2: key },
        patterns: include('value'),
      },
    ],
    repository: {
      comment: {
        patterns: [lineComment('sysctl', 'number-sign', '#'), lineComment('sysctl', 'semicolon', ';')],
      },
      // There is no quoting and no comment behind a value: the kernel is given all of it.
      value: {
        patterns: [
          ...include('template'),
          { match: '(?<![^\\s=,:-])[-+]?(?:0[xX][0-9A-Fa-f]+|\\d+)(?![^\\s,:-])', name: 'constant.numeric.sysctl' },
          { match: '[,:-]', name: 'punctuation.separator.value.sysctl' },
          { match: '(?:[^\\s,:{<-]|(?<=\\S)[:-]|\\{(?![{%])|<(?!%))+', name: 'string.unquoted.sysctl' },
        ],
      },
      ...templateRules('sysctl'),
    },
  };
}

/** Dots and slashes separate alike; a name may hold the separator the key does not use (`eth0/100`). */
function knownKeys(keys: readonly string[]): string {
  const stand = '\u0000';
  const folded = keys.map((key) => key.replaceAll(/<[^>]+>/g, stand));
  return alternation(folded, (character) => {
    if (character === stand) return '[^\\s=*?]+';
    return character === '.' ? '[./]' : character.replace(/[^\w-]/, '\\$&');
  });
}
