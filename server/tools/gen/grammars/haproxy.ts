/**
 * The grammar of haproxy.cfg. Outside a statement only blanks are left, so the first rule that matches there sees the first
 * word of a line, or what follows a template's placeholder; the rest of the line belongs to that rule.
 */
import { alternation } from './alternation.ts';
import { expressions, haproxyWords, nameOrPlaceholder, values, wordEnd, wordStart } from './haproxy-words.ts';
import type { HaproxyKeywords } from './keywords.ts';
import { type Capture, type Captures, type Grammar, include, type Rule, scopes } from './rule.ts';
import { templateRules } from './template.ts';

const directive = 'keyword.other.directive.haproxy';

/** The first word of a directive is its keyword; the words that complete it (`option httplog`) have a colour of their own. */
const directiveWords: Capture = {
  patterns: [
    {
      match: '(\\S+)(?:[ \\t]+(\\S.*))?',
      captures: scopes({ 1: directive, 2: 'support.type.property-name.haproxy' }),
    },
  ],
};

const modifier = '(?:(no|default)[ \\t]+)?';

function name(scope: string): Capture {
  return { patterns: [...include('template'), { match: '[^\\s{<]+|[{<]', name: scope }] };
}

/** A statement: what begins it, and what stands in the rest of its line. */
function statement(begin: string, beginCaptures: Captures, patterns: readonly Rule[]): Rule {
  return { name: 'meta.statement.haproxy', begin, end: '$', beginCaptures, patterns };
}

export function haproxyGrammar(keywords: HaproxyKeywords): Grammar {
  return {
    name: 'haproxy.cfg',
    scopeName: 'source.haproxy',
    patterns: include('comment', 'template', 'scope-mark', 'preprocessor', 'section', 'statement'),
    repository: {
      'scope-mark': {
        match: '^[ \\t]*(\\[)([A-Za-z0-9.:_-]+)(\\])',
        captures: scopes({
          1: 'punctuation.definition.scope.begin.haproxy',
          2: 'entity.name.type.scope.haproxy',
          3: 'punctuation.definition.scope.end.haproxy',
        }),
      },
      preprocessor: preprocessor(keywords),
      section: section(keywords),
      statement: { patterns: [...named(), ...rules(keywords), ...directives(keywords)] },
      ...haproxyWords(keywords),
      ...templateRules('haproxy'),
    },
  };
}

function preprocessor(keywords: HaproxyKeywords): Rule {
  return {
    patterns: [
      {
        name: 'meta.preprocessor.haproxy',
        begin: `(\\.(?:if|elif))${wordEnd}`,
        end: '$',
        beginCaptures: scopes({ 1: 'keyword.control.directive.conditional.haproxy' }),
        patterns: [
          ...include('comment', 'template', 'double-quoted', 'single-quoted', 'escape'),
          { match: `(?:${alternation(keywords.predicates)})(?=\\()`, name: 'support.function.predicate.haproxy' },
          { match: '&&|\\|\\||!', name: 'keyword.operator.logical.haproxy' },
          { match: '[(),]', name: 'punctuation.section.arguments.haproxy' },
          ...include('number'),
          { match: '[\\w.-]+' },
        ],
      },
      { match: `\\.(?:else|endif)${wordEnd}`, name: 'keyword.control.directive.conditional.haproxy' },
      {
        begin: `\\.(?:notice|warning|alert|diag)${wordEnd}`,
        end: '$',
        name: 'meta.preprocessor.haproxy',
        beginCaptures: scopes({ 0: 'keyword.control.directive.message.haproxy' }),
        patterns: include('text', 'bareword'),
      },
    ],
  };
}

function section(keywords: HaproxyKeywords): Rule {
  return {
    name: 'meta.section.haproxy',
    begin: `(${alternation(keywords.sections)})${wordEnd}(?:[ \\t]+(?!from[ \\t])(${nameOrPlaceholder}))?`,
    end: '$',
    beginCaptures: { 1: { name: 'storage.type.section.haproxy' }, 2: name('entity.name.type.section.haproxy') },
    patterns: [
      {
        match: `${wordStart}(from)[ \\t]+(${nameOrPlaceholder})`,
        captures: { 1: { name: 'keyword.other.from.haproxy' }, 2: name('entity.name.type.section.haproxy') },
      },
      { match: `${wordStart}from${wordEnd}`, name: 'keyword.other.from.haproxy' },
      ...include('text', 'address'),
      { match: '(?<=[}%]\\}|%>)[^\\s#{<]+', name: 'entity.name.type.section.haproxy' },
      ...include('bareword'),
    ],
  };
}

/** Statements whose second word is a name. */
function named(): readonly Rule[] {
  const variable = 'variable.other.acl.haproxy';
  const server = 'variable.other.server.haproxy';
  return [
    statement(
      `(acl)${wordEnd}(?:[ \\t]+(${nameOrPlaceholder}))?`,
      { 1: { name: directive }, 2: name(variable) },
      expressions,
    ),
    statement(
      `(server|peer|nameserver|mailer)${wordEnd}(?:[ \\t]+(${nameOrPlaceholder})(?:[ \\t]+(${nameOrPlaceholder}))?)?`,
      { 1: { name: directive }, 2: name(server), 3: { patterns: [...include('template', 'address'), host] } },
      serverOptions,
    ),
    statement(
      `(server-template)${wordEnd}(?:[ \\t]+(${nameOrPlaceholder})(?:[ \\t]+(\\d+)(?:(-)(\\d+))?(?:[ \\t]+(${nameOrPlaceholder}))?)?)?`,
      {
        1: { name: directive },
        2: name(server),
        3: { name: 'constant.numeric.haproxy' },
        4: { name: 'keyword.operator.range.haproxy' },
        5: { name: 'constant.numeric.haproxy' },
        6: { patterns: [...include('template', 'address'), host] },
      },
      serverOptions,
    ),
    statement(
      `(default-server|default-bind|bind|dgram-bind|ssl-f-use)${wordEnd}`,
      { 1: { name: directive } },
      serverOptions,
    ),
    statement(
      `(stats)[ \\t]+(socket)${wordEnd}`,
      { 1: { name: directive }, 2: { name: 'support.type.property-name.haproxy' } },
      serverOptions,
    ),
    statement(`(use_backend|default_backend|use-fcgi-app)${wordEnd}`, { 1: { name: directive } }, [
      ...include('text', 'condition'),
      { match: '[A-Za-z0-9_.:-]+', name: 'entity.name.type.section.haproxy' },
      ...include('bareword'),
    ]),
    statement(
      `(use-server)${wordEnd}(?:[ \\t]+(${nameOrPlaceholder}))?`,
      { 1: { name: directive }, 2: name(server) },
      expressions,
    ),
  ];
}

const host: Rule = { match: '[^\\s{<]+|[{<]', name: 'constant.other.address.haproxy' };

const serverOptions = [
  ...include('text', 'condition', 'reference', 'call', 'option', 'argument', 'constant'),
  ...values,
];

/** Rules: an action follows the keyword, and sample expressions follow the action. */
function rules(keywords: HaproxyKeywords): readonly Rule[] {
  const heads = '(http-request|http-response|http-after-response)|(tcp-request|tcp-response|quic-initial)';
  const action = `(?:(${alternation(keywords.actions)}|track-sc\\d+)(?=[\\s#(]|$)|([A-Za-z][\\w.-]*)(?=[\\s#(]|$))`;
  const afterAction = [...include('text', 'condition', 'reference', 'call', 'argument', 'constant'), ...expressions];
  return [
    statement(
      `(?:${heads})(?:[ \\t]+(connection|session|content|inspect-delay)(?=[\\s#]|$))?(?:[ \\t]+${action})?(?=[\\s#(]|$)`,
      scopes({
        1: directive,
        2: directive,
        3: 'support.type.property-name.haproxy',
        4: 'support.function.action.haproxy',
        5: 'entity.name.function.haproxy',
      }),
      [
        // The parenthesis that follows the action at once: `set-var(txn.host)`.
        {
          begin: '(?<=[\\w-])\\(',
          end: '(\\))|$',
          beginCaptures: scopes({ 0: 'punctuation.section.arguments.begin.haproxy' }),
          endCaptures: scopes({ 1: 'punctuation.section.arguments.end.haproxy' }),
          patterns: [
            ...include('template', 'double-quoted', 'single-quoted'),
            { match: '\\b(?:proc|sess|txn|req|res|check)\\.[\\w.]+', name: 'variable.other.haproxy' },
            ...include('number'),
            { match: ',', name: 'punctuation.separator.arguments.haproxy' },
            { match: '[^\\s"\'(),{<]+' },
          ],
        },
        ...afterAction,
      ],
    ),
  ];
}

function directives(keywords: HaproxyKeywords): readonly Rule[] {
  const blanks = (character: string) => (character === ' ' ? '[ \\t]+' : character.replace(/[^\w-]/, '\\$&'));
  const full = alternation(keywords.directives, blanks);
  const first = alternation(keywords.directives.map((words) => words.split(' ')[0] as string));
  const beginCaptures = { 1: { name: 'storage.modifier.negation.haproxy' }, 2: directiveWords };
  const inside = [
    ...include('text', 'condition', 'reference', 'call', 'constant', 'argument', 'option'),
    ...expressions,
  ];
  return [
    statement(`${modifier}(${full})${wordEnd}`, beginCaptures, inside),
    statement(`${modifier}(${first})${wordEnd}`, beginCaptures, inside),
    statement(
      `${modifier}((?:[^\\s#{<]|\\{(?![{%#])|<(?!%))+)`,
      scopes({ 1: 'storage.modifier.negation.haproxy', 2: 'variable.other.unknown.haproxy' }),
      values,
    ),
  ];
}
