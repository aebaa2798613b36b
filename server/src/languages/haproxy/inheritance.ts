/** Which `defaults` section each proxy takes over (`cfg_parse_listen` in HAProxy's src/cfgparse-listen.c). */
import type { Analysis, Block } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blockNote, blocksWhere, noted, placed } from '../../engine/names.ts';
import { isProxy, ProxySection } from './configuration.ts';
import { conditionalIn } from './preprocessor.ts';

/** A defaults section for those who take it over. */
interface DefaultsSection {
  /** Undefined where there is none. */
  readonly proxy: ProxySection | undefined;
  /** All lines that make it are seen. */
  readonly known: boolean;
}

const noDefaults: DefaultsSection = { proxy: undefined, known: true };
const lostDefaults: DefaultsSection = { proxy: undefined, known: false };

/** The defaults sections of one file in their order. */
interface FileDefaults {
  readonly path: string;
  readonly sections: readonly OwnDefaults[];
  readonly byName: ReadonlyMap<string, readonly OwnDefaults[]>;
}

interface OwnDefaults extends DefaultsSection {
  readonly block: Block;
  readonly proxy: ProxySection;
}

/** Who takes over what: the same object for as long as no defaults section of the loaded files comes, goes or changes. */
export class Inheritance {
  private constructor(private readonly files: readonly FileDefaults[]) {}

  static of(loaded: readonly Analysis[]): Inheritance {
    const files: FileDefaults[] = [];
    for (const analysis of loaded) {
      const { path } = analysis;
      const sections: OwnDefaults[] = [];
      const byName = new Map<string, OwnDefaults[]>();
      files.push({ path, sections, byName });
      const soFar = new Inheritance(files);
      for (const { block, first } of placed(analysis, analysis.fold(defaultsBlocks))) {
        const own = blockProxy(analysis, block);
        const base = soFar.baseOf(analysis, block, own.from);
        const known = base.known && isUnconditional(analysis, block, first);
        const section = { block, known, proxy: own.with(analysis, base.proxy) };
        sections.push(section);
        const { name } = block.context;
        if (name !== '' && name !== 'from') byName.set(name, [...(byName.get(name) ?? []), section]);
      }
    }
    return new Inheritance(files);
  }

  /** The defaults section that the proxy of a block takes over: the one it names behind `from`, or the last one above. */
  baseOf(analysis: Analysis, block: Block, from: string | undefined): DefaultsSection {
    if (from === undefined && block.context.kind === 'defaults') return noDefaults;
    let at = this.files.findIndex(({ path }) => path === analysis.path);
    if (at < 0) return lostDefaults;
    const listOf = ({ sections, byName }: FileDefaults) => (from === undefined ? sections : (byName.get(from) ?? []));
    let found = lastAbove(analysis, listOf(this.files[at] as FileDefaults), block);
    while (!found && --at >= 0) found = listOf(this.files[at] as FileDefaults).at(-1);
    return found ?? (from === undefined ? noDefaults : lostDefaults);
  }

  /** The last defaults section of a file. */
  lastOf({ path }: Analysis): ProxySection | undefined {
    return this.files.find((file) => file.path === path)?.sections.at(-1)?.proxy;
  }

  /** Every defaults section of all files. */
  *sections(): Iterable<ProxySection> {
    for (const { sections } of this.files) for (const { proxy } of sections) yield proxy;
  }

  isSame({ files }: Inheritance): boolean {
    return (
      files.length === this.files.length &&
      files.every(({ path, sections }, at) => {
        const own = this.files[at] as FileDefaults;
        return (
          own.path === path &&
          own.sections.length === sections.length &&
          sections.every(
            ({ proxy, known }, index) => proxy === own.sections[index]?.proxy && known === own.sections[index]?.known,
          )
        );
      })
    );
  }
}

const defaultsBlocks = blocksWhere('haproxy/defaults', (_analysis, block) => block.context.kind === 'defaults');

const latest = new WeakMap<object, Inheritance>();

/** Who takes over what among the files that are read together. */
export function inheritanceOf(view: FileView): Inheritance {
  return noted(view.notes, 'haproxy/inheritance', () => {
    const state = view.analysis.fold(defaultsBlocks);
    const known = latest.get(state);
    const now = Inheritance.of(view.loaded);
    if (known?.isSame(now)) return known;
    latest.set(state, now);
    return now;
  });
}

/** Whether some proxy of a file names the defaults section that it takes over. */
export function asksByName(analysis: Analysis): boolean {
  return analysis.fold(asking).size > 0;
}

const asking = blocksWhere(
  'haproxy/asks by name',
  (analysis, block) => isProxy(block) && blockProxy(analysis, block).from !== undefined,
);

/** The last of these sections that begins above a block of the same file. */
function lastAbove(analysis: Analysis, sections: readonly OwnDefaults[], block: Block): OwnDefaults | undefined {
  const index = analysis.indexOf(block);
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (analysis.indexOf((sections[middle] as OwnDefaults).block) < index) low = middle + 1;
    else high = middle;
  }
  return sections[low - 1];
}

/** Whether no line of a block may be left out by the preprocessor. */
export function isUnconditional(analysis: Analysis, block: Block, first: number): boolean {
  const conditional = conditionalIn(analysis);
  return !conditional || !block.lines.some((_line, at) => conditional(first + at));
}

/** What is remembered of the proxy that a block makes. */
export function blockProxy(analysis: Analysis, block: Block): BlockProxy {
  return blockNote(analysis, block, 'haproxy/proxy', () => new BlockProxy(analysis, block));
}

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
      this.proxy = new ProxySection(block, analysis.blockSummary(block), analysis.language, analysis.host, defaults);
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
