/** The grammar of limits.conf: four fields on a line, and a comment from the first `#` on. */
import { alternation } from './alternation.ts';
import { type Capture, type Grammar, include, lineComment, scopes } from './rule.ts';
import { placeholder, templateRules } from './template.ts';

/** One field: no blank and no `#` outside a template's placeholder. */
const field = `(?:${placeholder}|[^\\s#])+`;

const domain: Capture = {
  patterns: [
    ...include('template'),
    { match: '(?<!\\S)\\*$', name: 'constant.language.wildcard.limits' },
    {
      match: '(?<!\\S)([@%]?)([-+]?\\d*)(:)([-+]?\\d*)$',
      captures: scopes({
        1: 'keyword.operator.group.limits',
        2: 'constant.numeric.limits',
        3: 'keyword.operator.range.limits',
        4: 'constant.numeric.limits',
      }),
    },
    {
      match: '(?<!\\S)([@%])([^\\s{<]*)',
      captures: scopes({ 1: 'keyword.operator.group.limits', 2: 'entity.name.type.group.limits' }),
    },
    { match: '[^\\s{<]+|[{<]', name: 'entity.name.type.user.limits' },
  ],
};

const type: Capture = {
  patterns: [
    ...include('template'),
    { match: '(?<!\\S)(?i:soft|hard|-)$', name: 'storage.modifier.limits' },
    { match: '[^\\s{<]+|[{<]', name: 'variable.other.type.limits' },
  ],
};

const value: Capture = {
  patterns: [
    ...include('template'),
    { match: '(?<!\\S)(?i:unlimited|infinity|-1|-)$', name: 'constant.language.unlimited.limits' },
    { match: '(?<!\\S)[-+]?\\d+', name: 'constant.numeric.limits' },
    { match: '[^\\s{<]+|[{<]', name: 'string.unquoted.limits' },
  ],
};

/** `items`: every item pam_limits knows, in lower case; the module folds the case of what it reads. */
export function limitsGrammar(items: readonly string[]): Grammar {
  const item: Capture = {
    patterns: [
      ...include('template'),
      { match: `(?<!\\S)(?i:${alternation(items)})$`, name: 'support.type.property-name.limits' },
      { match: '[^\\s{<]+|[{<]', name: 'variable.other.item.limits' },
    ],
  };
  return {
    name: 'limits.conf',
    scopeName: 'source.limits',
    patterns: [
      ...include('comment', 'template-block'),
      {
        match: `(${field})(?:[ \\t]+(${field})(?:[ \\t]+(${field})(?:[ \\t]+(${field}))?)?)?`,
        captures: { 1: domain, 2: type, 3: item, 4: value },
      },
    ],
    repository: {
      comment: lineComment('limits', 'number-sign', '#'),
      ...templateRules('limits'),
    },
  };
}
