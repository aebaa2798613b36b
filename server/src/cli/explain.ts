/** `headroom explain`: what is known of a key, a keyword or a rule. */
import { nearest, quotedList } from '../engine/nearest.ts';
import type { Rule } from '../engine/rules.ts';
import { factMarkdown } from '../features/describe.ts';
import { allRules } from '../rules.ts';
import { choiceOf, type OptionSpecs, readArguments } from './arguments.ts';
import { commandHelp } from './help.ts';
import { exitCode, type Io, UsageError } from './io.ts';
import { painterFor } from './report/colours.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Catalogue, Entry } from './tables/catalogue.ts';
import { catalogues } from './tables/index.ts';

const specs = {
  format: { kind: 'value', value: 'text|json', help: 'how it is printed; text where nothing is said' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

interface Explanation {
  readonly kind: 'rule' | Catalogue['kind'];
  readonly id: string;
  readonly title: string;
  readonly markdown: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Ids of rules and facts that have to do with it. */
  readonly related: readonly string[];
}

const usage = 'headroom explain [options] KEY|KEYWORD|RULE';
const about = `Explains a sysctl key, an item of limits.conf, a keyword of HAProxy or a rule of Headroom, by name or id.
Exit code: 0 explained, 1 nothing of that name is known, 2 wrong usage.`;

export async function explainCommand(args: readonly string[], io: Io): Promise<number> {
  const { options, positionals } = readArguments(args, specs);
  if (options.help) {
    io.stdout.write(commandHelp(usage, about, specs));
    return exitCode.fine;
  }
  const format = choiceOf('--format', options.format, ['text', 'json']) ?? 'text';
  const name = positionals.join(' ').trim().replace(/\s+/g, ' ');
  if (name === '') throw new UsageError('name what to explain: headroom explain KEY|KEYWORD|RULE');
  const found = await explanationsOf(name);
  if (format === 'json') io.stdout.write(`${JSON.stringify(documentOf(found), undefined, 2)}\n`);
  else for (const each of found) io.stdout.write(textOf(each, io));
  const longer = longerNames(name);
  if (found.length === 0) {
    io.stderr.write(`headroom: nothing is known of '${name}'${longer ? `; ${longer}` : nearestNames(name)}\n`);
    return exitCode.findings;
  }
  if (format === 'text' && longer) io.stdout.write(`${longer}\n`);
  return exitCode.fine;
}

async function explanationsOf(name: string): Promise<readonly Explanation[]> {
  const rules = allRules.filter((rule) => rule.id === name || rule.id.endsWith(`/${name}`));
  const found: Explanation[] = [];
  for (const rule of rules) found.push(await explainRule(rule));
  for (const catalogue of catalogues) {
    const literally = [...catalogue.entries()].filter(({ fact }) => fact.id === name || fact.name === name);
    for (const entry of literally.length > 0 ? literally : catalogue.find(name))
      found.push(await explainFact(catalogue, entry));
  }
  return found;
}

async function explainRule(rule: Rule): Promise<Explanation> {
  const { pages } = await import('../rule-pages.generated.ts');
  return {
    kind: 'rule',
    id: rule.id,
    title: rule.title,
    markdown: pages[rule.id] ?? `# ${rule.id}\n\n${rule.title}.`,
    facts: { severity: rule.severity, optIn: rule.optIn ?? false, pack: rule.pack ?? null, tag: rule.tag ?? null },
    related: rule.facts ?? [],
  };
}

async function explainFact({ language, kind }: Catalogue, { fact, row }: Entry): Promise<Explanation> {
  const prose = (await language.prose())[fact.id];
  const successors = [...language.facts()].filter((each) => each.name === fact.replacedBy);
  const replacement = (successors.find((each) => ownerOf(each.id) === ownerOf(fact.id)) ?? successors[0])?.id;
  const rules = language.rules.filter((rule) => rule.facts?.includes(fact.id)).map((rule) => rule.id);
  return {
    kind,
    id: fact.id,
    title: fact.name,
    markdown: factMarkdown(fact, language.kinds, prose),
    facts: { ...row(undefined), notes: fact.notes ?? [], prose: prose !== undefined },
    related: [...rules, ...(replacement ? [replacement] : [])],
  };
}

/** What the name belongs to: `directive/proxy` for `directive/proxy/clitimeout`. */
function ownerOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/') + 1);
}

function documentOf(found: readonly Explanation[]) {
  const [first] = found;
  return first && found.length === 1 ? { version: 1, ...first } : { version: 1, matches: found };
}

function textOf({ kind, id, markdown, related }: Explanation, { stdout, env }: Io): string {
  const paint = painterFor(stdout, env);
  const head = kind === 'rule' ? '' : `${paint('bold', id)} ${paint('dim', `(${kind})`)}\n\n`;
  const more = related.length > 0 ? `\nSee also: ${related.join(', ')}\n` : '';
  return `${head}${renderMarkdown(markdown, paint)}${more}\n`;
}

/** Names of more words that begin with this one, in a sentence: `timeout` alone is not all that people mean by it. */
function longerNames(name: string): string | undefined {
  const longer = [...allNames()].filter((each) => each.startsWith(`${name} `) || each.startsWith(`${name}.`));
  if (longer.length === 0) return undefined;
  return `names that begin with '${name}': ${longer.slice(0, 12).join(', ')}${longer.length > 12 ? ` and ${longer.length - 12} more` : ''}`;
}

function nearestNames(name: string): string {
  const near = nearest(name, [...allNames(), ...allRules.map((rule) => rule.id)]);
  return near.length > 0 ? `; did you mean ${quotedList(near)}?` : '';
}

function allNames(): ReadonlySet<string> {
  return new Set(catalogues.flatMap((catalogue) => Array.from(catalogue.entries(), (entry) => entry.fact.name)));
}
