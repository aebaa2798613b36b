import { clipped } from '../../../engine/nearest.ts';
import type { LineReport, Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import type { Statement } from '../../../engine/statement.ts';
import { compareVersions } from '../../../engine/version.ts';
import { replyOptions } from '../reply-options.ts';
import { targetVersion } from '../sections.ts';
import { storedNames } from '../values/stick-store.ts';

/** Options of one line that lack, or do not go with, one another. */
export const optionCombination: Rule = {
  id: 'haproxy/option-combination',
  title: 'Options of a line that do not go together',
  severity: 'error',
  facts: [
    'directive/proxy/stick-table',
    'directive/peers/table',
    'directive/proxy/cookie',
    'directive/proxy/redirect',
    'directive/proxy/http-request',
    'directive/proxy/http-response',
    'directive/proxy/http-error status',
    'directive/proxy/balance',
    'directive/proxy/http-check expect',
    'directive/proxy/tcp-check expect',
    'directive/healthcheck/http-check expect',
    'directive/healthcheck/tcp-check expect',
    'directive/proxy/log',
    'directive/global/log',
    'directive/peers/log',
    'directive/log-forward/log',
    'directive/proxy/server',
    'directive/proxy/server-template',
    'directive/proxy/default-server',
  ],
  statement(statement, { host }) {
    const { fact, problems, words } = statement;
    if (!fact || problems.some(({ code }) => code !== 'time-without-unit' && code !== 'number-junk')) return undefined;
    if (words.some(({ uncertain }) => uncertain)) return undefined;
    const report = checks[fact.name]?.(statement, targetVersion(host));
    return report ? [report] : undefined;
  },
};

type Check = (statement: Statement, version: string) => LineReport | undefined;

const checks: Readonly<Record<string, Check>> = {
  'stick-table': stickTable,
  table: stickTable,
  cookie,
  redirect: (statement) => redirect(statement, statement.slots[0] as Slot),
  'http-request': (statement) => redirectAction(statement) ?? replyOptions(statement),
  'http-response': (statement) => redirectAction(statement) ?? replyOptions(statement),
  'http-error status': replyOptions,
  balance,
  'http-check expect': expectation,
  'tcp-check expect': expectation,
  log: logOptions,
  server: sourceOptions,
  'server-template': sourceOptions,
  'default-server': (statement, version) => sourceOptions(statement, version) ?? refusedAsDefault(statement, version),
};

/** The options that a line names, in their order. */
function optionsOf({ slots }: Statement): readonly Slot[] {
  return slots.filter(({ role, fact }, index) => role === 'name' && fact !== undefined && index > 0);
}

function at({ start, end }: { readonly start: number; readonly end: number }, message: string): LineReport {
  return { start, end, message };
}

/** Above everything else a table wants its type and size (`parse_stick_table` in HAProxy's src/stick_table.c). */
function stickTable(statement: Statement, version: string): LineReport | undefined {
  const options = optionsOf(statement);
  const texts = options.map(({ text }) => text);
  for (const [index, option] of options.entries()) {
    if (option.text === 'peers' && statement.fact?.name === 'table')
      return at(option, "'peers' cannot stand here: the table belongs to the peers of its section.");
    if (option.text !== 'len') continue;
    const type =
      index > 0 && texts[index - 1] === 'type' ? valueBehind(statement, options[index - 1] as Slot) : undefined;
    if (type?.text !== 'string' && type?.text !== 'binary')
      return at(option, "'len' may stand only behind 'type string' and 'type binary'.");
  }
  const keyword = statement.slots[0] as Slot;
  for (const wanted of ['size', 'type'])
    if (!texts.includes(wanted)) return at(keyword, `A stick table needs a ${wanted}: '${wanted}' is missing.`);
  return compareVersions(version, arraysSince) >= 0 ? overridden(statement, options) : undefined;
}

/** The release with arrays of counters, which take the place of the single ones. */
const arraysSince = '2.5';
const overriding = [
  ['gpt', /^gpt0$/],
  ['gpc', /^gpc[01]$/],
  ['gpc_rate', /^gpc[01]_rate$/],
] as const;

function overridden(statement: Statement, options: readonly Slot[]): LineReport | undefined {
  const stores = options.filter(({ text }) => text === 'store').map((option) => valueBehind(statement, option));
  const names = stores.flatMap((value) => (value ? storedNames(value.text) : []));
  const last = stores.at(-1);
  for (const [array, single] of overriding) {
    const other = names.includes(array) ? names.find((name) => single.test(name)) : undefined;
    if (last && other)
      return at(last, `A table cannot store both '${array}' and '${other}', which '${array}' takes the place of.`);
  }
  return undefined;
}

function valueBehind({ slots }: Statement, name: Slot): Slot | undefined {
  const next = slots[slots.indexOf(name) + 1];
  return next?.role === 'value' ? next : undefined;
}

/** Ways to make a cookie persist that exclude one another (`cfg_parse_listen` in src/cfgparse-listen.c). */
function cookie(statement: Statement): LineReport | undefined {
  const options = optionsOf(statement);
  const find = (name: string) => options.find(({ text }) => text === name);
  for (const group of [
    ['rewrite', 'indirect'],
    ['rewrite', 'insert', 'prefix'],
  ]) {
    const found = options.filter(
      ({ text }, index) => group.includes(text) && options.findIndex((each) => each.text === text) === index,
    );
    const second = found[1];
    if (second)
      return at(
        second,
        `'${second.text}' does not go with '${found[0]?.text}': a cookie is kept in one of these ways only.`,
      );
  }
  const preserve = find('preserve');
  if (preserve && !find('insert') && !find('indirect'))
    return at(preserve, "'preserve' needs 'insert' or 'indirect' beside it.");
  const domain = options.find(
    (option) => option.text === 'domain' && !valueBehind(statement, option)?.text.includes('.'),
  );
  const value = domain && valueBehind(statement, domain);
  return value
    ? {
        ...at(
          value,
          `A domain without a dot, as '${clipped(value.text)}' is, is hardly one that browsers take cookies for: HAProxy warns.`,
        ),
        severity: 'warning',
      }
    : undefined;
}

function redirectAction(statement: Statement): LineReport | undefined {
  const action = statement.slots[1];
  return action?.fact?.id === 'action/redirect' ? redirect(statement, action) : undefined;
}

function redirect(statement: Statement, keyword: Slot): LineReport | undefined {
  const options = optionsOf(statement);
  const target = options.find(({ text }) => text === 'location' || text === 'prefix' || text === 'scheme');
  if (!target) return at(keyword, "A redirect needs to know where to: 'location', 'prefix' or 'scheme' is missing.");
  const last = options.findLast(({ text }) => text === 'location' || text === 'prefix' || text === 'scheme');
  return last && last.text !== 'location' && statement.fact?.name === 'http-response'
    ? at(last, `A response can be redirected with 'location' only, not with '${last.text}'.`)
    : undefined;
}

const draws = /^random(?:\(\s*\+?(?:0[xX]0*[1-9a-fA-F][0-9a-fA-F]*|0*[1-9]\d*)\)|\(\)|$|[^(])/;

/** What stands in the parentheses of an algorithm (`backend_parse_balance` in src/backend.c). */
function balance({ words }: Statement): LineReport | undefined {
  const word = words[1];
  if (!word) return undefined;
  const { text } = word;
  if (text.startsWith('random') && !draws.test(text))
    return at(word, "'random' may have in its parentheses only how often it draws, which is 1 or more.");
  if (text.startsWith('hdr') && !/^hdr\([^)]+\)/.test(text))
    return at(word, "'hdr' wants the name of a header in its parentheses: hdr(<name>).");
  return text.startsWith('rdp-cookie(') && !/^rdp-cookie\([^)]+\)/.test(text)
    ? at(word, "'rdp-cookie' wants the name of a cookie in its parentheses: rdp-cookie(<name>).")
    : undefined;
}

const patterns = /^!?(string|rstring|string-lf|status|rstatus|hdr|fhdr|binary|rbinary|binary-lf|custom)$/;
const httpPatterns = new Set(['string', 'rstring', 'string-lf', 'status', 'rstatus', 'hdr', 'fhdr']);
const tcpPatterns = new Set(['string', 'rstring', 'string-lf', 'binary', 'rbinary', 'binary-lf', 'custom']);

/** A check compares one thing (`parse_tcpcheck_expect` in src/tcpcheck.c), and not every kind of check has every thing. */
function expectation(statement: Statement): LineReport | undefined {
  const http = statement.fact?.name.startsWith('http') === true;
  const found = optionsOf(statement).filter(({ text }) => patterns.test(text));
  const [first, second] = found;
  if (!first) return at(statement.slots[0] as Slot, 'Nothing says what the answer is compared with, such as a string.');
  const name = first.text.replace('!', '');
  if (!(http ? httpPatterns : tcpPatterns).has(name))
    return at(first, `'${name}' has no place in ${http ? 'an HTTP' : 'a TCP'} check.`);
  if (name === 'hdr' || name === 'fhdr') {
    const report = headerPattern(statement, first);
    if (report) return report;
  }
  return second ? at(second, `An answer is compared with one pattern only, and '${first.text}' is one.`) : undefined;
}

/**
 * A header is looked for by `name`, and its value compared behind `value`, each with its method or without. Behind them only
 * options follow that are no pattern.
 */
function headerPattern({ words }: Statement, option: Slot): LineReport | undefined {
  let index = words.findIndex(({ start }) => start === option.start) + 1;
  for (const keyword of ['name', 'value']) {
    const word = words[index];
    const format = word?.text === `${keyword}-lf`;
    const wanted = `'${option.text}' wants the name of a header: ${option.text} name <name>.`;
    if (!format && word?.text !== keyword) {
      if (keyword === 'name') return at(option, wanted);
      break;
    }
    if (!words[++index]) return at(keyword === 'name' ? option : word, keyword === 'name' ? wanted : noPattern);
    if (words[index]?.text !== '-m') {
      index++;
      continue;
    }
    const method = words[index + 1];
    if (!method || !methods.has(method.text) || (format && method.text === 'reg'))
      return at(
        method ?? word,
        `Behind '-m' belongs one of ${[...methods].join(', ')}${format ? ', and no regex' : ''}.`,
      );
    if (keyword === 'value' && !words[index + 2]) return at(word, noPattern);
    index += 3;
  }
  const next = words[index];
  if (!next || behindPattern.has(next.text)) return undefined;
  return patterns.test(next.text) || next.text === '!'
    ? at(next, `An answer is compared with one pattern only, and '${option.text}' is one.`)
    : at(next, `HAProxy knows no option '${clipped(next.text)}' of an expectation.`);
}

const behindPattern = new Set([
  'comment',
  'error-status',
  'min-recv',
  'ok-status',
  'on-error',
  'on-success',
  'status-code',
  'tout-status',
]);

const noPattern = "Behind 'value' the pattern is missing.";
const methods = new Set(['str', 'beg', 'end', 'sub', 'reg']);

const logOrder = ['len', 'format', 'sample', 'profile'];

/** HAProxy looks for the options of a log target in one order (`parse_logger` in src/log.c). */
function logOptions(statement: Statement): LineReport | undefined {
  let last = -1;
  for (const option of optionsOf(statement)) {
    const place = logOrder.indexOf(option.text);
    if (place < 0) continue;
    if (place <= last)
      return at(
        option,
        `Here '${option.text}' comes too late: the order is ${logOrder.join(', ')}, each at most once.`,
      );
    last = place;
  }
  return undefined;
}

/** `usesrc` and `interface` belong to the `source` before them (`srv_parse_source` in src/server.c). */
function sourceOptions(statement: Statement, version: string): LineReport | undefined {
  let behindSource = false;
  for (const [index, option] of optionsOf(statement).entries()) {
    const misplaced = placeProblem(statement, option, index, version);
    if (misplaced) return misplaced;
    const belongs = option.text === 'usesrc' || option.text === 'interface';
    if (belongs && !behindSource) return at(option, `'${option.text}' may stand only behind 'source'.`);
    if (!belongs) behindSource = option.text === 'source';
  }
  return undefined;
}

/** The release in which sets of defaults for servers got names, which stand before what they are taken over from. */
const namedDefaults = '3.5';

function placeProblem({ words }: Statement, option: Slot, index: number, version: string): LineReport | undefined {
  if (option.text === 'from' && index > 0 && !(index === 1 && words[1]?.text === 'name'))
    return at(option, "'from' may stand only before all other options.");
  if (option.text !== 'name' || compareVersions(version, namedDefaults) < 0) return undefined;
  return words[0]?.text !== 'default-server' || index > 0
    ? at(option, "'name' may stand only on a 'default-server' line, before all other options.")
    : undefined;
}

/** What `default-server` cannot set for all servers; HAProxy says so with an alert, goes on and ignores the option. */
const ownOnly = /^(?:id|no-sslv3|no-tlsv1[0-3])$/;
/** Options that came later, and were refused from the start. */
const guidSince = '3.0';

function refusedAsDefault(statement: Statement, version: string): LineReport | undefined {
  const refused = optionsOf(statement).find(
    ({ text }) => ownOnly.test(text) || (text === 'guid' && compareVersions(version, guidSince) >= 0),
  );
  if (!refused) return undefined;
  const message = `HAProxy ignores '${refused.text}' on a 'default-server' line and complains: it belongs to a single server.`;
  return { ...at(refused, message), severity: 'warning' };
}
