/**
 * A configuration as HAProxy has it in mind once every file is read: proxies with the `defaults` section each takes over
 * (`cfg_parse_listen` in its src/cfgparse-listen.c), for rules about what HAProxy says after parsing.
 */
import type { Analysis, Block, BlockSummary } from '../../engine/analysis.ts';
import type { Fact } from '../../engine/facts.ts';
import type { FileView } from '../../engine/file-view.ts';
import type { Language } from '../../engine/language.ts';
import { markedLines } from '../../engine/marks.ts';
import { noted } from '../../engine/names.ts';
import { clipped } from '../../engine/nearest.ts';
import type { LineReport, Rule } from '../../engine/rules.ts';
import type { Statement } from '../../engine/statement.ts';
import type { Word } from '../../engine/syntax.ts';
import { compareVersions } from '../../engine/version.ts';
import { type Watch, type Watched, watched } from '../../engine/watch.ts';
import type { Host } from '../../host/facts.ts';
import { blockProxy, type Inheritance, inheritanceOf, isUnconditional } from './inheritance.ts';
import { conditionalIn } from './preprocessor.ts';
import { reportsOn } from './proxy-reports.ts';
import { targetVersion } from './sections.ts';
import { isTemplate } from './template.ts';

/** Kinds of section that take over settings from `defaults`. */
export const proxyKinds: ReadonlySet<string> = new Set(['frontend', 'backend', 'listen']);

/** A section by its lines. Lines are counted from the header, which is line 0, so that a section moves without changing. */
export class Section {
  constructor(
    readonly block: Block,
    private readonly summary: BlockSummary,
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

  /** The last line about a directive; undefined where there is none. */
  last(directive: string): number | undefined {
    if (this.#lines) return this.#lines.get(directive)?.at(-1);
    const { facts } = this.summary;
    for (let line = facts.length - 1; line > 0; line--) if (facts[line]?.name === directive) return line;
    return undefined;
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
    const { facts } = this.summary;
    for (let line = 1; line < facts.length; line++) {
      const name = facts[line]?.name;
      if (name === undefined) continue;
      const lines = byName.get(name);
      if (lines) lines.push(line);
      else byName.set(name, [line]);
    }
    return byName;
  }

  has(directive: string): boolean {
    return this.last(directive) !== undefined;
  }

  /** What each line is about, by line. */
  directives(): readonly (Fact | undefined)[] {
    return this.summary.facts;
  }

  /** The lines that have a mark of the language, such as those with the text that a rule looks for. */
  marked(mark: string): readonly number[] {
    return markedLines(this.language, this.summary, mark);
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
    summary: BlockSummary,
    language: Language,
    host: Host,
    readonly defaults: ProxySection | undefined,
  ) {
    super(block, summary, language, host);
  }

  get isFrontend(): boolean {
    return this.kind === 'frontend' || this.kind === 'listen';
  }

  get isBackend(): boolean {
    return this.kind === 'backend' || this.kind === 'listen';
  }

  /** The line that decides a directive: the section's own last one, else that of its defaults. */
  find(directive: string): Found | undefined {
    const line = this.last(directive);
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

  /** Whether a line of the proxy or of what it takes over has a mark. */
  mentions(mark: string): boolean {
    return this.marked(mark).length > 0 || this.defaults?.mentions(mark) === true;
  }

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

/** The proxies of the view's own file that are sure to be what they look like; none in a template. */
export function knownProxies(view: FileView): readonly PlacedProxy[] {
  const { analysis } = view;
  return noted(view.notes, 'haproxy/known proxies', () =>
    isTemplate(analysis)
      ? []
      : proxiesOf(view).filter((placed) => placed.analysis === analysis && isKnown(view, placed)),
  );
}

function proxiesIn(view: FileView): readonly PlacedProxy[] {
  const inheritance = inheritanceOf(view);
  const found: PlacedProxy[] = [];
  for (const analysis of view.loaded) {
    const conditional = conditionalIn(analysis) !== undefined;
    /** What proxies take over that name nothing, until the next defaults section. */
    let usual: ReturnType<Inheritance['baseOf']> | undefined;
    for (let index = 0; index < analysis.blocks.length; index++) {
      const block = analysis.blocks[index] as Block;
      if (!isProxy(block)) continue;
      const isDefaults = block.context.kind === 'defaults';
      const own = blockProxy(analysis, block);
      const { from } = own;
      if (from === undefined && !isDefaults) usual ??= inheritance.baseOf(analysis, block, from);
      const base = from === undefined && !isDefaults && usual ? usual : inheritance.baseOf(analysis, block, from);
      if (isDefaults) usual = undefined;
      const first = analysis.starts[index] as number;
      const known = base.known && (!conditional || isUnconditional(analysis, block, first));
      found.push({ proxy: own.with(analysis, base.proxy), analysis, first, known, from });
    }
  }
  return found;
}

/** Whether a block is a frontend, backend, listen or defaults section. */
export function isProxy({ context: { kind } }: Block): boolean {
  return kind === 'defaults' || proxyKinds.has(kind);
}

/** The proxy that a block of a loaded file makes. */
export function proxyAt(view: FileView, analysis: Analysis, block: Block): PlacedProxy {
  const own = blockProxy(analysis, block);
  const { from } = own;
  const first = analysis.starts[analysis.indexOf(block)] as number;
  const base = inheritanceOf(view).baseOf(analysis, block, from);
  const known = base.known && isUnconditional(analysis, block, first);
  return { proxy: own.with(analysis, base.proxy), analysis, first, known, from };
}

/** Whether a proxy of the view's own file is sure to be what it looks like. */
export function isKnown({ whole }: FileView, { known, proxy }: PlacedProxy): boolean {
  // Where files may be missing, defaults that are not there may be in one of them.
  return known && (whole || proxy.defaults !== undefined);
}

/**
 * What is found out of every known proxy of the view's own file, by block; asked again only where the proxy, what it takes over
 * or something else that `look` depends on has changed.
 * @param basis what else it depends on
 */
export function watchedProxies<T>(
  view: FileView,
  watch: Watch<T>,
  basis: readonly unknown[],
  look: (placed: PlacedProxy) => T | undefined,
): Watched<T> {
  const { analysis, whole } = view;
  const all = [isTemplate(analysis), whole, conditionalIn(analysis), inheritanceOf(view), ...basis];
  return watched(analysis, watch, all, (block) => {
    if (all[0]) return undefined;
    const placed = proxyAt(view, analysis, block);
    return isKnown(view, placed) ? look(placed) : undefined;
  });
}
