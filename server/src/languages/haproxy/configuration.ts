/**
 * A configuration as HAProxy has it in mind once every file is read: proxies with the `defaults` section each takes over
 * (`cfg_parse_listen` in its src/cfgparse-listen.c), for rules about what HAProxy says after parsing.
 */
import type { Analysis, Block } from '../../engine/analysis.ts';
import type { Fact } from '../../engine/facts.ts';
import type { FileView } from '../../engine/file-view.ts';
import type { Language } from '../../engine/language.ts';
import { blockNote } from '../../engine/names.ts';
import type { FileReport, LineReport, Rule } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import type { Host } from '../../host/facts.ts';
import { isTemplate } from './template.ts';

/** Kinds of section that take over settings from `defaults`. */
export const proxyKinds: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

/** A section by its lines. Lines are counted from the header, which is line 0, so that a section moves without changing. */
export class Section {
  constructor(
    readonly block: Block,
    private readonly facts: readonly (Fact | undefined)[],
    private readonly language: Language,
    readonly host: Host,
  ) {}

  get kind(): string {
    return this.block.context.kind;
  }

  get name(): string {
    return this.block.context.name;
  }

  /** The lines about a directive by its full name, `no` and `default` forms included, from top to bottom. */
  lines(directive: string): readonly number[] {
    let found: number[] | undefined;
    for (let line = 1; line < this.facts.length; line++) {
      if (this.facts[line]?.name !== directive) continue;
      found ??= [];
      found.push(line);
    }
    return found ?? none;
  }

  has(directive: string): boolean {
    return this.lines(directive).length > 0;
  }

  /** What each line is about, by line. */
  directives(): readonly (Fact | undefined)[] {
    return this.facts;
  }

  statement(line: number): Statement {
    const { block, language, host } = this;
    return language.statement(block.lines[line]?.text ?? '', block.context, host);
  }
}

const none: readonly number[] = [];

/** The last line about a directive, in a section or in one whose settings it takes over. */
export interface Found {
  readonly proxy: Proxy;
  readonly line: number;
  readonly statement: Statement;
}

/** A frontend, backend, listen or defaults section with the `defaults` it takes over. */
export class Proxy extends Section {
  constructor(
    block: Block,
    facts: readonly (Fact | undefined)[],
    language: Language,
    host: Host,
    readonly defaults: Proxy | undefined,
  ) {
    super(block, facts, language, host);
  }

  get isFrontend(): boolean {
    return this.kind === 'frontend' || this.kind === 'listen';
  }

  get isBackend(): boolean {
    return this.kind === 'backend' || this.kind === 'listen';
  }

  /** The line that decides a directive: the section's own last one, else that of its defaults. */
  find(directive: string): Found | undefined {
    const lines = this.lines(directive);
    const line = lines[lines.length - 1];
    if (line === undefined) return this.defaults?.find(directive);
    return { proxy: this, line, statement: this.statement(line) };
  }

  /** Whether an option is on; `no` and `default` before it take it back. */
  option(name: string): boolean {
    const found = this.find(`option ${name}`);
    return found !== undefined && found.statement.words[0]?.text === 'option';
  }

  /** The mode of the proxy; undefined where only the environment or a template engine knows it. */
  get mode(): string | undefined {
    const word = this.find('mode')?.statement.words[1];
    if (!word) return 'tcp';
    return word.uncertain ? undefined : word.text;
  }
}

/** What a rule says of a proxy; lines are counted from the proxy's header. */
export interface ProxyReport extends LineReport {
  readonly line: number;
}

/** A rule about one proxy and the settings it takes over. */
export interface ProxyRule extends Rule {
  proxy(proxy: Proxy): readonly ProxyReport[];
}

/** A rule that looks at every frontend, backend and listen section again only when it or its defaults have changed. */
export function proxyRule(rule: Omit<ProxyRule, 'file'>): ProxyRule {
  return { ...rule, file: (view) => reportsOn(view).get(rule.id) ?? [] };
}

const views = new WeakMap<FileView, ReadonlyMap<string, readonly FileReport[]>>();

/** What all rules about proxies say of a file, by rule. */
function reportsOn(view: FileView): ReadonlyMap<string, readonly FileReport[]> {
  const known = views.get(view);
  if (known) return known;
  const reports = new Map<string, FileReport[]>();
  const { all } = view.analysis.environment.rules;
  if (!isTemplate(view.analysis)) {
    eachProxy(view, (proxy, first) => {
      for (const [id, report] of saidOf(proxy, all)) {
        const moved = { ...report, line: first + report.line };
        const list = reports.get(id);
        if (list) list.push(moved);
        else reports.set(id, [moved]);
      }
    });
  }
  views.set(view, reports);
  return reports;
}

type Said = readonly (readonly [string, ProxyReport])[];

const said = new WeakMap<Proxy, { readonly rules: readonly Rule[]; readonly said: Said }>();
const silence: Said = [];

function saidOf(proxy: Proxy, rules: readonly Rule[]): Said {
  const known = said.get(proxy);
  if (known?.rules === rules) return known.said;
  const found: (readonly [string, ProxyReport])[] = [];
  for (const rule of rules) {
    if (isProxyRule(rule)) for (const report of rule.proxy(proxy)) found.push([rule.id, report]);
  }
  said.set(proxy, { rules, said: found.length > 0 ? found : silence });
  return found;
}

function isProxyRule(rule: Rule): rule is ProxyRule {
  return 'proxy' in rule;
}

/**
 * Calls back for each frontend, backend and listen section of the view's own file, in order.
 * @param each gets the proxy and the line of its header in the file
 */
export function eachProxy(view: FileView, each: (proxy: Proxy, first: number) => void): void {
  const named = new Map<string, Proxy>();
  let last: Proxy | undefined;
  for (const analysis of view.loaded) {
    const own = analysis === view.analysis;
    for (let index = 0; index < analysis.blocks.length; index++) {
      const block = analysis.blocks[index] as Block;
      const { kind, name } = block.context;
      if (kind === 'defaults') {
        const from = inheritedName(analysis, block);
        last = proxyOf(analysis, block, from === undefined ? undefined : named.get(from));
        if (name !== '') named.set(name, last);
      } else if (own && proxyKinds.has(kind)) {
        const from = inheritedName(analysis, block);
        each(proxyOf(analysis, block, from === undefined ? last : named.get(from)), analysis.starts[index] as number);
      }
    }
    if (own) return;
  }
}

/** The proxy of a block; the same object as long as neither the block nor what it takes over has changed. */
function proxyOf(analysis: Analysis, block: Block, defaults: Proxy | undefined): Proxy {
  const slot = blockNote<{ proxy?: Proxy }>(analysis, block, 'haproxy/proxy', () => ({}));
  if (!slot.proxy || slot.proxy.defaults !== defaults) {
    const { facts } = analysis.blockSummary(block);
    slot.proxy = new Proxy(block, facts, analysis.language, analysis.host, defaults);
  }
  return slot.proxy;
}

/** The name behind `from` on the header of a proxy. */
function inheritedName(analysis: Analysis, block: Block): string | undefined {
  const header = block.lines[0]?.text ?? '';
  if (!header.includes('from')) return undefined;
  return blockNote(analysis, block, 'haproxy/from', () => {
    const { words } = analysis.language.read(header);
    const at = words.findIndex((word, index) => index > 0 && word.text === 'from');
    return at > 0 ? words[at + 1]?.text : undefined;
  });
}
