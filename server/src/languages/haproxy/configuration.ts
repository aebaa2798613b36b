/**
 * A configuration as HAProxy has it in mind once every file is read: proxies with the `defaults` section each takes over
 * (`cfg_parse_listen` in its src/cfgparse-listen.c), for rules about what HAProxy says after parsing.
 */
import type { Analysis, Block } from '../../engine/analysis.ts';
import type { Fact } from '../../engine/facts.ts';
import type { FileView } from '../../engine/file-view.ts';
import { shifted } from '../../engine/findings.ts';
import type { Language } from '../../engine/language.ts';
import { blockNote, noted } from '../../engine/names.ts';
import { clipped } from '../../engine/nearest.ts';
import type { FileReport, LineReport, Rule } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import type { Word } from '../../engine/syntax.ts';
import { compareVersions } from '../../engine/version.ts';
import type { Host } from '../../host/facts.ts';
import { conditionalIn } from './preprocessor.ts';
import { saidOf } from './proxy-rules.ts';
import { targetVersion } from './sections.ts';
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
    this.#lines ??= this.linesByDirective();
    return this.#lines.get(directive) ?? none;
  }

  /** The full names of the directives in the section. */
  names(): Iterable<string> {
    this.#lines ??= this.linesByDirective();
    return this.#lines.keys();
  }

  #lines: ReadonlyMap<string, readonly number[]> | undefined;

  /** Something that several rules ask of the section, remembered until it is judged; it would take more room than the text. */
  recall<T>(key: string, compute: () => T): T {
    this.#recalled ??= new Map();
    return noted(this.#recalled, key, compute);
  }

  #recalled: Map<string, unknown> | undefined;

  /** Gives up what was only worth its room while the section was judged. */
  forget(): void {
    this.#recalled = undefined;
    this.#lines = undefined;
  }

  private linesByDirective(): ReadonlyMap<string, readonly number[]> {
    const byName = new Map<string, number[]>();
    for (let line = 1; line < this.facts.length; line++) {
      const name = this.facts[line]?.name;
      if (name === undefined) continue;
      const lines = byName.get(name);
      if (lines) lines.push(line);
      else byName.set(name, [line]);
    }
    return byName;
  }

  has(directive: string): boolean {
    return this.lines(directive).length > 0;
  }

  /** What each line is about, by line. */
  directives(): readonly (Fact | undefined)[] {
    return this.facts;
  }

  /** The columns of the header's keyword and name. */
  header(): { readonly start: number; readonly end: number } {
    const { words } = this.statement(0);
    const last = words[Math.min(1, words.length - 1)];
    return { start: words[0]?.start ?? 0, end: last?.end ?? 0 };
  }

  /** The kind and name as a message calls the section. */
  get title(): string {
    return this.name === '' ? `this ${this.kind} section` : `${this.kind} '${clipped(this.name)}'`;
  }

  /** Whether the target version is this one or a newer one. */
  since(version: string): boolean {
    return compareVersions(targetVersion(this.host), version) >= 0;
  }

  text(line: number): string {
    return this.block.lines[line]?.text ?? '';
  }

  /** The words of a line, for a third of what its statement costs. */
  words(line: number): readonly Word[] {
    return this.language.read(this.text(line)).words;
  }

  statement(line: number): Statement {
    const { block, language, host } = this;
    return language.statement(this.text(line), block.context, host);
  }
}

const none: readonly never[] = [];

/** The last line about a directive, in a section or in one whose settings it takes over; read when somebody asks. */
export class Found {
  #statement: Statement | undefined;
  #words: readonly Word[] | undefined;

  constructor(
    readonly proxy: ProxySection,
    readonly line: number,
  ) {}

  get statement(): Statement {
    this.#statement ??= this.proxy.statement(this.line);
    return this.#statement;
  }

  /** The words of the line, for a third of what its statement costs. */
  get words(): readonly Word[] {
    this.#words ??= this.#statement?.words ?? this.proxy.words(this.line);
    return this.#words;
  }
}

/** A frontend, backend, listen or defaults section with the `defaults` it takes over. */
export class ProxySection extends Section {
  /** What rules keep of the proxy for as long as it stays the same, by who keeps it. */
  readonly kept: Record<string, unknown> = {};

  constructor(
    block: Block,
    facts: readonly (Fact | undefined)[],
    language: Language,
    host: Host,
    readonly defaults: ProxySection | undefined,
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
    let found = this.#found?.get(directive);
    if (!found) {
      found = new Found(this, line);
      // Many proxies ask the same of their defaults, and each proxy asks once.
      if (this.kind === 'defaults') {
        this.#found ??= new Map();
        this.#found.set(directive, found);
      }
    }
    return found;
  }

  #found: Map<string, Found> | undefined;

  /** Whether an option is on; `no` and `default` before it take it back. */
  option(name: string): boolean {
    const found = this.find(`option ${name}`);
    return found !== undefined && found.words[0]?.text === 'option';
  }

  /** Whether the proxy never runs: HAProxy then says nothing of it as a whole. */
  get disabled(): boolean {
    this.#disabled ??= this.isDisabled();
    return this.#disabled;
  }

  #disabled: boolean | undefined;

  private isDisabled(): boolean {
    for (let line = this.directives().length - 1; line > 0; line--) {
      const name = this.directives()[line]?.name;
      if (name === 'disabled' || name === 'enabled') return name === 'disabled';
    }
    return this.defaults?.disabled ?? false;
  }

  /** The mode of the proxy; undefined where only the environment or a template engine knows it, and where there is no such mode. */
  get mode(): string | undefined {
    if (!this.#mode) {
      const word = this.find('mode')?.words[1];
      this.#mode = { is: word ? (word.uncertain || !modes.has(word.text) ? undefined : word.text) : 'tcp' };
    }
    return this.#mode.is;
  }

  #mode: { readonly is: string | undefined } | undefined;
}

/** The modes that some release has. */
const modes: ReadonlySet<string> = new Set(['haterm', 'health', 'http', 'log', 'spop', 'tcp']);

/** What a rule says of a proxy; lines are counted from the proxy's header. */
export interface ProxyReport extends LineReport {
  readonly line: number;
  /** The section whose line it is where that is not the proxy itself: the defaults section that it takes over. */
  readonly section?: ProxySection;
  /** Asked each time, with all files: whether something outside of the proxy makes the report void. */
  unless?(view: FileView): boolean;
}

/** A rule about one proxy and the settings it takes over. */
export interface ProxyRule extends Rule {
  proxy(proxy: ProxySection): readonly ProxyReport[];
  /** The rule looks at `defaults` sections as well. */
  readonly defaults?: true;
  /** The rule has nothing to say where neither the proxy nor what it takes over has one of these directives. */
  readonly about?: Iterable<string>;
}

/** A rule that looks at every frontend, backend and listen section again only when it or its defaults have changed. */
export function proxyRule(rule: Omit<ProxyRule, 'file'>): ProxyRule {
  return { ...rule, file: (view) => reportsOn(view).get(rule.id) ?? [] };
}

/** What all rules about proxies say of a file, by rule. */
function reportsOn(view: FileView): ReadonlyMap<string, readonly FileReport[]> {
  return noted(view.notes, 'haproxy/proxy reports', () => reportsIn(view));
}

function reportsIn(view: FileView): ReadonlyMap<string, readonly FileReport[]> {
  const reports = new Map<string, FileReport[]>();
  const { all } = view.analysis.environment.rules;
  for (const { proxy, first } of knownProxies(view)) {
    for (const [id, report] of saidOf(proxy, all)) {
      if (report.unless?.(view)) continue;
      const moved = inFile(view, report, first, proxy);
      const list = reports.get(id) ?? [];
      // Proxies that share a defaults section say the same of its lines.
      if (report.section && list.some(({ line, start }) => line === moved.line && start === moved.start)) continue;
      list.push(moved);
      reports.set(id, list);
    }
  }
  return reports;
}

/** Judges the proxies of a file by themselves, until `pause` says to stop; what is said of each is remembered. */
export function judgeProxies(view: FileView, pause: () => boolean): boolean {
  const { all } = view.analysis.environment.rules;
  for (const { proxy } of knownProxies(view)) {
    if (pause()) return false;
    saidOf(proxy, all);
  }
  return true;
}

/** A report with the lines of the file; one about a section of another file stands at the proxy's header. */
function inFile(
  view: FileView,
  { unless: _, section, ...report }: ProxyReport,
  first: number,
  proxy: ProxySection,
): FileReport {
  const { line, fixes = [] } = report;
  if (!section || section === proxy) {
    return { ...report, line: first + line, fixes: fixes.map((fix) => shifted(fix, first)) };
  }
  const place = placeOfSection(view, section);
  return place?.analysis === view.analysis
    ? { ...report, line: place.first + line, fixes: [] }
    : { ...report, line: first, ...proxy.header(), fixes: [] };
}

/** Where a section stands among the files that are read together, by the line of its header. */
export function placeOfSection(
  { loaded }: FileView,
  { block }: ProxySection,
): { readonly analysis: Analysis; readonly first: number } | undefined {
  for (const analysis of loaded) {
    const index = analysis.indexOf(block);
    if (index >= 0) return { analysis, first: analysis.starts[index] as number };
  }
  return undefined;
}

/** A proxy where it stands. */
export interface PlacedProxy {
  readonly proxy: ProxySection;
  readonly analysis: Analysis;
  /** The line of the header in its file. */
  readonly first: number;
  /** All lines that make the proxy are seen: none is conditional, and the section it names behind `from` exists. */
  readonly known: boolean;
  /** The name of the defaults section that the header asks for. */
  readonly from: string | undefined;
}

/** The frontend, backend, listen and defaults sections of all files that are read together, in order. */
export function proxiesOf(view: FileView): readonly PlacedProxy[] {
  return noted(view.notes, 'haproxy/proxies', () => proxiesIn(view));
}

/** The proxy that a block of the view's own file makes. */
export function proxyOfBlock(view: FileView, block: Block): ProxySection | undefined {
  const { analysis } = view;
  const all = proxiesOf(view);
  const wanted = analysis.starts[analysis.indexOf(block)] ?? -1;
  // Those of one file stand in a row, in the order of their lines.
  let low = noted(view.notes, 'haproxy/own proxies', () => all.findIndex((placed) => placed.analysis === analysis));
  let high = all.findLastIndex((placed) => placed.analysis === analysis);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((all[middle] as PlacedProxy).first <= wanted) low = middle;
    else high = middle - 1;
  }
  const found = all[low]?.proxy;
  return found?.block === block ? found : undefined;
}

/** The proxies of the view's own file that are sure to be what they look like; none in a template. */
export function knownProxies(view: FileView): readonly PlacedProxy[] {
  const { analysis } = view;
  return noted(view.notes, 'haproxy/known proxies', () => {
    if (isTemplate(analysis)) return [];
    // Where files may be missing, defaults that are not there may be in one of them.
    return proxiesOf(view).filter(
      (placed) => placed.analysis === analysis && placed.known && (view.whole || placed.proxy.defaults !== undefined),
    );
  });
}

function proxiesIn(view: FileView): readonly PlacedProxy[] {
  const found: PlacedProxy[] = [];
  const named = new Map<string, DefaultsSection>();
  let last: DefaultsSection = noDefaults;
  for (const analysis of view.loaded) {
    const conditional = conditionalIn(analysis);
    const { blocks, starts } = analysis;
    for (let index = 0; index < blocks.length; index++) {
      const block = blocks[index] as Block;
      const { kind, name } = block.context;
      const isDefaults = kind === 'defaults';
      if (!isDefaults && !proxyKinds.has(kind)) continue;
      const own = blockNote(analysis, block, 'haproxy/proxy', () => new BlockProxy(analysis, block));
      const { from } = own;
      const base = from === undefined ? (isDefaults ? noDefaults : last) : (named.get(from) ?? lostDefaults);
      const first = starts[index] as number;
      const proxy = own.with(analysis, base.proxy);
      const known = base.known && !(conditional && block.lines.some((_line, at) => conditional(first + at)));
      found.push({ proxy, analysis, first, known, from });
      if (!isDefaults) continue;
      last = { proxy, known };
      if (name !== '' && name !== 'from') named.set(name, last);
    }
  }
  return found;
}

interface DefaultsSection {
  readonly proxy: ProxySection | undefined;
  readonly known: boolean;
}

const noDefaults: DefaultsSection = { proxy: undefined, known: true };
const lostDefaults: DefaultsSection = { proxy: undefined, known: false };

/** What is remembered of the proxy that a block makes. */
class BlockProxy {
  /** The name behind `from` on the header. */
  readonly from: string | undefined;
  private proxy: ProxySection | undefined;

  constructor(
    analysis: Analysis,
    private readonly block: Block,
  ) {
    this.from = inheritedName(analysis, block);
  }

  /** The proxy; the same object as long as neither the block nor what it takes over has changed. */
  with(analysis: Analysis, defaults: ProxySection | undefined): ProxySection {
    const { block } = this;
    if (!this.proxy || this.proxy.defaults !== defaults) {
      const { facts } = analysis.blockSummary(block);
      this.proxy = new ProxySection(block, facts, analysis.language, analysis.host, defaults);
    }
    return this.proxy;
  }
}

/** The name behind `from` on the header of a proxy. */
function inheritedName(analysis: Analysis, block: Block): string | undefined {
  const header = block.lines[0]?.text ?? '';
  if (!header.includes('from')) return undefined;
  const { words } = analysis.language.read(header);
  const at = words.findIndex((word, index) => index > 0 && word.text === 'from');
  return at > 0 ? words[at + 1]?.text : undefined;
}
