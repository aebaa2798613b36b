/**
 * What may stand inside a line of haproxy.cfg: quoted text, numbers, addresses, log-format variables, sample expressions and
 * conditions. A rule that begins something also ends it at the end of the line, because no word of HAProxy goes further; so
 * one unclosed quote never takes the rest of the file along.
 */
import { alternation } from './alternation.ts';
import type { HaproxyKeywords } from './keywords.ts';
import { type Captures, include, lineComment, type Rule, scopes } from './rule.ts';
import { placeholder } from './template.ts';

/** Where a word begins and ends: at a blank, and at the comment that may follow it at once. */
export const wordStart = '(?<!\\S)';
export const wordEnd = '(?=[\\s#]|$)';

/** Rules that hold in every statement, in the order in which they are tried. */
export const values = include('text', 'condition', 'call', 'flag', 'address', 'number', 'path', 'bareword');

/** The same, where bare names of sample fetches and converters are expected as well. */
export const expressions = include(
  'text',
  'condition',
  'call',
  'sample',
  'flag',
  'address',
  'number',
  'path',
  'bareword',
);

/** Plain characters: what no other rule begins with. */
const plain = '(?:[^\\s"\'\\\\#%{<,()=]|\\{(?![{%#])|<(?!%)|%(?![\\[{(A-Za-z%]))';

/** Names that follow these words are defined elsewhere in the configuration. */
const references = alternation(['table', 'resolvers', 'mailers', 'peers', 'http-errors', 'errorfiles', 'profile']);

export function haproxyWords(keywords: HaproxyKeywords): Readonly<Record<string, Rule>> {
  return {
    comment: lineComment('haproxy', 'number-sign', '#'),
    text: { patterns: include('comment', 'template', 'double-quoted', 'single-quoted', 'escape', 'log-format') },
    ...quotedText(),
    ...logFormat(keywords),
    ...samples(keywords),
    ...conditions(keywords),
    flag: {
      patterns: [
        {
          match: `${wordStart}(-m)[ \\t]+(found|bool|int|ip|bin|len|str|beg|sub|dir|dom|end|reg)${wordEnd}`,
          captures: scopes({ 1: 'storage.modifier.flag.haproxy', 2: 'support.constant.match-method.haproxy' }),
        },
        { match: `${wordStart}(?:-[a-zA-Z]|--)${wordEnd}`, name: 'storage.modifier.flag.haproxy' },
        { match: `${wordStart}(?:eq|ge|gt|le|lt)${wordEnd}`, name: 'keyword.operator.comparison.haproxy' },
      ],
    },
    reference: {
      match: `${wordStart}(${references})[ \\t]+(${plain}+)${wordEnd}`,
      captures: scopes({ 1: 'entity.other.attribute-name.haproxy', 2: 'entity.name.type.section.haproxy' }),
    },
    option: {
      match: `${wordStart}(?:${alternation(keywords.options)})${wordEnd}`,
      name: 'entity.other.attribute-name.haproxy',
    },
    argument: {
      match: `${wordStart}(?:${alternation(keywords.arguments)})${wordEnd}`,
      name: 'entity.other.attribute-name.haproxy',
    },
    constant: {
      match: `${wordStart}(?:${alternation(keywords.constants)})${wordEnd}`,
      name: 'support.constant.value.haproxy',
    },
    number: {
      match: '(-?(?:0x[0-9A-Fa-f]+|\\d+(?:\\.\\d+)?))(us|ms|[smhd]|[kKMGTP]|%)?(?:(-)(\\d+))?(?![\\w.:/@-])',
      captures: scopes({
        1: 'constant.numeric.haproxy',
        2: 'keyword.other.unit.haproxy',
        3: 'keyword.operator.range.haproxy',
        4: 'constant.numeric.haproxy',
      }),
    },
    address: { match: `(?<=^|[\\s,=]|[}%]\\}|%>)${address}(?![\\w.])`, captures: addressCaptures },
    path: {
      patterns: [
        { match: `${wordStart}(?:/|\\.\\.?/)${plain}*`, name: 'string.unquoted.path.haproxy' },
        { match: `${wordStart}\\^(?:\\\\.|[^\\s"'\\\\#])*`, name: 'string.regexp.haproxy' },
      ],
    },
    // Takes ordinary words whole, so that no rule finds a number or a name in the middle of one.
    bareword: { match: `${plain}+|\\\\.` },
  };
}

function quotedText(): Readonly<Record<string, Rule>> {
  return {
    'double-quoted': {
      name: 'string.quoted.double.haproxy',
      begin: '"',
      end: '(")|$',
      beginCaptures: scopes({ 0: 'punctuation.definition.string.begin.haproxy' }),
      endCaptures: scopes({ 1: 'punctuation.definition.string.end.haproxy' }),
      patterns: [
        ...include('template'),
        { match: '\\\\(?:[\\\\ #\'"nrt$]|x[0-9A-Fa-f]{2})', name: 'constant.character.escape.haproxy' },
        {
          match: '(\\$\\{)(\\.?[A-Za-z_]\\w*)(\\[\\*\\])?(?:(-)([^}]*))?(\\})',
          name: 'meta.environment.haproxy',
          captures: scopes({
            1: 'punctuation.definition.variable.begin.haproxy',
            2: 'variable.other.environment.haproxy',
            3: 'keyword.operator.expansion.haproxy',
            4: 'keyword.operator.default.haproxy',
            6: 'punctuation.definition.variable.end.haproxy',
          }),
        },
        {
          match: '(\\$)(\\.?[A-Za-z_]\\w*)',
          captures: scopes({
            1: 'punctuation.definition.variable.haproxy',
            2: 'variable.other.environment.haproxy',
          }),
        },
        ...include('log-format-in-double-quotes'),
      ],
    },
    'single-quoted': {
      name: 'string.quoted.single.haproxy',
      begin: "'",
      end: "(')|$",
      beginCaptures: scopes({ 0: 'punctuation.definition.string.begin.haproxy' }),
      endCaptures: scopes({ 1: 'punctuation.definition.string.end.haproxy' }),
      patterns: include('template', 'log-format-in-single-quotes'),
    },
    escape: { match: '\\\\(?:[\\\\ #\'"nrt]|x[0-9A-Fa-f]{2})', name: 'constant.character.escape.haproxy' },
  };
}

/** In quotes an expression ends where the quotes do, so the rules exist once for each kind of quoting. */
const quotings = [
  { suffix: '', stop: '$' },
  { suffix: '-in-double-quotes', stop: '$|(?=")' },
  { suffix: '-in-single-quotes', stop: "$|(?=')" },
] as const;

function logFormat(keywords: HaproxyKeywords): Readonly<Record<string, Rule>> {
  const aliases = alternation(keywords.logAliases.map((alias) => alias.replace(/^%/, '')));
  const prefix = '(%)((?:\\([^)\\s]{0,80}\\))?(?:\\{[^}\\s]{0,80}\\})?)';
  const rules = quotings.map(({ suffix, stop }): [string, Rule] => [
    `log-format${suffix}`,
    {
      patterns: [
        { match: '%%', name: 'constant.character.escape.haproxy' },
        {
          name: 'meta.embedded.expression.haproxy',
          begin: `${prefix}(\\[)`,
          end: `(\\])|${stop}`,
          beginCaptures: scopes({
            1: 'punctuation.section.embedded.begin.haproxy',
            2: 'storage.modifier.format.haproxy',
            3: 'punctuation.section.embedded.begin.haproxy',
          }),
          endCaptures: scopes({ 1: 'punctuation.section.embedded.end.haproxy' }),
          patterns: include('template', `call${suffix}`, 'sample', 'escape', 'bare-name'),
        },
        {
          match: `${prefix}(${aliases})(?![A-Za-z])`,
          name: 'constant.other.placeholder.haproxy',
          captures: scopes({ 2: 'storage.modifier.format.haproxy' }),
        },
      ],
    },
  ]);
  return Object.fromEntries(rules);
}

function samples(keywords: HaproxyKeywords): Readonly<Record<string, Rule>> {
  const converter = alternation(keywords.converters);
  const fetch = alternation(keywords.fetches);
  const calls = quotings.map(({ suffix, stop }): [string, Rule] => [
    `call${suffix}`,
    {
      begin: '(?<![\\w.%$/:-])(\\d*[A-Za-z_][\\w.+-]*)(\\()',
      end: `(\\))|${stop}`,
      beginCaptures: {
        1: { patterns: include('function-name') },
        2: { name: 'punctuation.section.arguments.begin.haproxy' },
      },
      endCaptures: scopes({ 1: 'punctuation.section.arguments.end.haproxy' }),
      patterns: [
        ...include('template', ...(suffix === '' ? ['double-quoted', 'single-quoted'] : []), 'escape'),
        { match: '\\b(?:proc|sess|txn|req|res|check)\\.[\\w.]+', name: 'variable.other.haproxy' },
        ...include('number'),
        { match: ',', name: 'punctuation.separator.arguments.haproxy' },
        { match: '[^\\s"\'\\\\,(){<#]+' },
        ...include('comment'),
      ],
    },
  ]);
  return {
    ...Object.fromEntries(calls),
    'function-name': {
      patterns: [
        { match: `(?<=,)(?:${converter})$`, name: 'support.function.converter.haproxy' },
        { match: `(?<!,)(?:${fetch})$`, name: 'support.function.fetch.haproxy' },
        { match: `(?:${alternation(keywords.actions)})$`, name: 'support.function.action.haproxy' },
        { match: '.+', name: 'entity.name.function.haproxy' },
      ],
    },
    sample: {
      patterns: [
        { match: `(?<=,)(?:${converter})(?=[\\s,\\]})#"']|$)`, name: 'support.function.converter.haproxy' },
        { match: `(?<![^\\s{\\[(])(?:${fetch})(?=[\\s,\\]})#"']|$)`, name: 'support.function.fetch.haproxy' },
        { match: ',', name: 'punctuation.separator.converter.haproxy' },
      ],
    },
    'bare-name': { match: '[\\w.:/+-]+' },
  };
}

function conditions(keywords: HaproxyKeywords): Readonly<Record<string, Rule>> {
  const matching: readonly Rule[] = [
    ...include('text', 'call', 'sample', 'flag', 'address', 'number', 'path'),
    { match: `${plain}+|\\\\.|%` },
  ];
  return {
    condition: {
      name: 'meta.condition.haproxy',
      begin: `${wordStart}(?:if|unless)${wordEnd}`,
      end: '$',
      beginCaptures: scopes({ 0: 'keyword.control.conditional.haproxy' }),
      patterns: [
        ...include('comment', 'template'),
        {
          name: 'meta.acl.anonymous.haproxy',
          begin: '(?<![^\\s!])\\{(?=\\s|$)',
          end: '(?<=\\s)(\\})(?=[\\s#]|$)|$',
          beginCaptures: scopes({ 0: 'punctuation.section.condition.begin.haproxy' }),
          endCaptures: scopes({ 1: 'punctuation.section.condition.end.haproxy' }),
          patterns: matching,
        },
        { match: `!|${wordStart}(?:or|\\|\\|)${wordEnd}`, name: 'keyword.operator.logical.haproxy' },
        {
          match: `(?<![^\\s!])(?:${alternation(keywords.predefinedAcls)})${wordEnd}`,
          name: 'support.constant.acl.haproxy',
        },
        { match: '[A-Za-z0-9_.:-]+', name: 'variable.other.acl.haproxy' },
        ...include('text', 'bareword'),
      ],
    },
  };
}

/** An address or a port: IPv4, IPv6, every address, a host's name with a port, or a family prefix with what follows it. */
const address =
  '(?:((?:ipv4|ipv6|udp4|udp6|quic4|quic6|uxst|uxdg|unix|abns|abnsz|fd|sockpair|rhttp|rev|mptcp[46]?|stream\\+\\w+|' +
  'dgram\\+\\w+|log)@)([^\\s"\'#:{<%]*(?=:)|[^\\s"\'#{<%]*)|' +
  '((?:\\d{1,3}\\.){3}\\d{1,3}(?:/\\d{1,2})?|\\[[0-9A-Fa-f:.]+\\]|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?:/\\d+)?|' +
  '(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?(?:/\\d{1,3})?|' +
  '\\*(?=:)|(?=:\\d)|[A-Za-z0-9](?:[\\w-]*\\.)*[\\w-]*(?=:\\d{1,5}(?:-\\d+)?(?:[\\s,#]|$))))' +
  '(?:(:)([-+]?\\d+(?:-\\d+)?)?)?';

const addressCaptures: Captures = scopes({
  1: 'keyword.other.address-family.haproxy',
  2: 'constant.other.address.haproxy',
  3: 'constant.other.address.haproxy',
  4: 'punctuation.separator.port.haproxy',
  5: 'constant.numeric.port.haproxy',
});

/** A name of a section, an ACL or a server, in which a template may stand. */
export const nameOrPlaceholder = `(?:${placeholder}|[^\\s#"'%{<])+`;
