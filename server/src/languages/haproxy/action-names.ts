/** What the parentheses behind an action's name may hold, as the actions' own parsers read it. */
import { clipped } from '../../engine/nearest.ts';
import { compareVersions } from '../../engine/version.ts';
import { variableMistake } from './values/variables.ts';

/** Tests of `set-var(name,test)` (`vars_parse_cond_param` in HAProxy's src/vars.c). */
const conditions = new Set(['ifexists', 'ifnotexists', 'ifempty', 'ifnotempty', 'ifset', 'ifnotset', 'ifgt', 'iflt']);

/** The first release whose `tune.stick-counters` says how many counters a connection has; all others have three. */
const chosenCounters = '2.7';
const counters = 3;
const mostCounters = 100;

/** What `strtol` reads to its end; nothing at all is 0. */
const integer = /^(?:[ \t]*[+-]?\d+)?$/;

/** The release in which a setting says how many there are, and the number where it does not. */
export const countedCounters = { since: chosenCounters, usual: counters } as const;

/** The number of the stick counter that an action names: 9 of `sc-inc-gpc(0,9)`; undefined where it names none. */
export function counterNamed(action: string, text: string): number | undefined {
  const rest = text.slice(action.length);
  const named =
    action === 'track-sc' ? /^(\d+)$/ : action.startsWith('sc-') ? /^\((?:[^,()]*,)?[ \t]*\+?(\d+)\)$/ : undefined;
  const digits = named?.exec(rest)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

type Check = (args: string, release: string) => string | undefined;

const variable =
  (tests: boolean): Check =>
  (args, release) => {
    const [name = '', ...rest] = args.split(',');
    const mistake = variableMistake(name, release);
    if (mistake) return mistake;
    if (rest.length > 0 && !tests) return 'only the name of a variable may stand in the parentheses';
    for (const test of rest) {
      if (test === '') break;
      if (!conditions.has(test)) return `'${clipped(test)}' is none of the tests ${[...conditions].join(', ')}`;
    }
    return undefined;
  };

/** A stick counter by its number; `strtol` takes a sign. */
function counter(text: string, release: string): string | undefined {
  if (!integer.test(text)) return `'${clipped(text)}' is no number of a stick counter`;
  const most = compareVersions(release, chosenCounters) < 0 ? counters : mostCounters;
  return Number(text) >= most ? `stick counters have numbers from 0 to ${most - 1}` : undefined;
}

const indexed: Check = (args, release) => {
  const comma = args.indexOf(',');
  if (comma < 0) return 'an index and the number of a stick counter belong in the parentheses';
  const index = args.slice(0, comma);
  if (!integer.test(index)) return `'${clipped(index)}' is no index`;
  return counter(args.slice(comma + 1), release);
};

const resolve: Check = (args) => {
  const [name = '', section, ...families] = args.split(',');
  if (section === undefined || name === '') return 'a variable and a resolvers section belong in the parentheses';
  const wrong = families.find((family) => !'ipv4'.startsWith(family) && !'ipv6'.startsWith(family));
  return wrong === undefined ? undefined : `'${clipped(wrong)}' is neither 'ipv4' nor 'ipv6'`;
};

interface Form {
  readonly check: Check;
  /** The parentheses may be left out. */
  readonly optional?: true;
}

const forms: Readonly<Record<string, Form>> = {
  'set-var': { check: variable(true) },
  'set-var-fmt': { check: variable(true) },
  'unset-var': { check: variable(false) },
  'sc-add-gpc': { check: indexed },
  'sc-inc-gpc': { check: indexed },
  'sc-set-gpt': { check: indexed },
  'sc-inc-gpc0': { check: counter, optional: true },
  'sc-inc-gpc1': { check: counter, optional: true },
  'sc-set-gpt0': { check: counter, optional: true },
  'do-resolve': { check: resolve },
};

/**
 * Why a word that starts with an action's name does not go on as it should, as a clause; undefined where it does.
 * @param name the action: `set-var`
 * @param rest what follows the name in the word: `(txn.x)`
 */
export function actionNameMistake(name: string, rest: string, release: string): string | undefined {
  if (name === 'track-sc' && rest !== '') return counter(rest, release);
  const form = forms[name];
  if (!form) return undefined;
  if (rest === '') return form.optional ? undefined : `it needs parentheses behind it: ${name}(…)`;
  if (!rest.startsWith('(')) return undefined;
  if (!rest.endsWith(')')) return 'the parenthesis is not closed';
  return form.check(rest.slice(1, -1), release);
}
