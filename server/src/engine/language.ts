/** What a language brings: one folder implements this, and every feature is written over it. */
import type { Contribution } from '../capacity/inputs.ts';
import type { ProxyEdits, ProxyNumbers } from '../capacity/proxy-edits.ts';
import type { Host } from '../host/facts.ts';
import type { Analysis } from './analysis.ts';
import type { Fact } from './facts.ts';
import type { FileView, SettingLine, Settings } from './file-view.ts';
import type { Marks } from './marks.ts';
import type { Rule } from './rules.ts';
import type { RunningMachine } from './running.ts';
import type { Slot, Vocabulary } from './slots.ts';
import type { BlockContext, Statement } from './statement.ts';
import type { LineSyntax } from './syntax.ts';
import type { Line } from './text.ts';

/** How a file of the language is known. Paths have `/` between their parts. */
export interface Detection {
  /** Tested against the whole path, without the ending of a template. */
  readonly path: RegExp;
  /** Tested against the first line of a file whose path says nothing. */
  readonly firstLine: RegExp;
}

/** Which files a program reads together, and in which order. */
export interface LoadOrder {
  /** What a path has in common with the files read with it: the folder that stands for `/`. Undefined: the file stands alone. */
  root(path: string): string | undefined;
  /** Files and folders below a root, relative to it, that the program looks at. */
  readonly places: readonly string[];
  /** Whether the files of a root make one configuration; else each file is one of its own. */
  readonly together: boolean;
  /** The files that are read, in reading order; masked ones are left out. */
  order(paths: readonly string[], host: Host): readonly string[];
  /** For a program that is told what to load, by a list of files and folders. */
  readonly told?: {
    /** The files of a folder that the program takes, in its order. */
    taken(names: readonly string[]): readonly string[];
    /** Where nobody says: the folder around the file if it is known to be loaded whole, and those that may belong to it. */
    around(path: string): { readonly own: string | undefined; readonly others: readonly string[] };
  };
}

/** The files that a program loads one after another as one configuration. */
export interface LoadGroup {
  readonly files: readonly string[];
  /** Files beside them of which nobody says that they are loaded too. */
  readonly nearby: readonly string[];
  /** Nothing else is loaded; false where the rest of the configuration may be elsewhere. */
  readonly whole: boolean;
}

/** Lines that decide which other lines are read. A masked line opens no block, defines nothing and is judged as words only. */
export interface Preprocessor {
  /** Whether a line may decide something; cheap, for it is asked of every line. */
  steers(line: string): boolean;
  /**
   * The lines of a file that are certainly skipped; asked only where some line steers. Whether a line is masked depends on the
   * lines before it and on the host, and on nothing else.
   */
  masked(lines: readonly Line[], host: Host): ReadonlySet<number>;
}

/** What the files that are read together come to, in a few words above a line. */
export interface Lens {
  readonly line: number;
  readonly title: string;
  /** What it leads to: the values in force, or the capacity of the host. */
  readonly opens: 'effective' | 'capacity';
}

export interface Language extends Vocabulary {
  readonly id: string;
  /** What a person calls a file of it. */
  readonly title: string;
  readonly comment: string;
  /** A comment may stand behind a directive on the same line. */
  readonly trailingComments: boolean;
  readonly detection: Detection;
  readonly loading: LoadOrder;
  readonly rules: readonly Rule[];
  /** Namespaces whose names count only in the block they stand in. */
  readonly localNamespaces: ReadonlySet<string>;
  /** Reads one line, without its end. Never throws. */
  read(line: string): LineSyntax;
  /** Whether a line opens a block; cheap, for it is asked of every line. */
  opensBlock(line: string): boolean;
  /** The context that a header gives to the lines of its block, itself included; without one, the context before any header. */
  blockContext(header: string | undefined): BlockContext;
  statement(line: string, context: BlockContext, host: Host): Statement;
  /** What a line in this context may start with. */
  start(context: BlockContext): Pick<Slot, 'table' | 'spec'>;
  /**
   * Whether a line may never be read as it stands: a template engine or a preprocessor decides. What would be an error there is
   * a warning, unless the rule speaks of something that goes before the decision. Undefined: every line of the file is read as
   * it stands.
   */
  doubtful?(analysis: Analysis): ((line: number, rule: Rule) => boolean) | undefined;
  /**
   * Lines of one shape (`shapes.ts`) are read once: blanks separate words, and nothing else does in a line of letters, digits
   * and marks that neither quote nor escape nor start a comment.
   */
  readonly shapes?: true;
  /** What rules look for in lines; at most 31. */
  readonly marks?: Marks;
  readonly preprocessor?: Preprocessor;
  /**
   * The lines of each key with the one that counts last, by the program's own precedence; without this the last one read counts.
   * @param lines in reading order
   */
  settle?(lines: readonly SettingLine[], loaded: readonly Analysis[], host: Host): Settings;
  /**
   * Does what rules over a whole file share, until `pause` says to stop.
   * @returns whether everything is done
   */
  judge?(view: FileView, pause: () => boolean): boolean;
  /** Sentences in Markdown that a hover over a line says besides the facts: what several lines or the place come to. */
  notes?(view: FileView, statement: Statement): readonly string[];
  /** What is said above lines of a file. */
  lenses?(view: FileView): readonly Lens[];
  /** What is in force on the host once its program has read the files, with the lines that decide: a text for a person. */
  effective?(view: FileView): string;
  /** How the files of a host stand to what runs there; asked for files of the machine that is at hand only. */
  readonly running?: {
    /** What the machine has for the setting of a line: Markdown; undefined where nothing can be said. */
    beside(view: FileView, line: number, machine: RunningMachine): Promise<string | undefined>;
    /** All that the machine has another value for than its files: a text for a person. */
    compare(view: FileView, machine: RunningMachine): Promise<string>;
  };
  /** What the files of the language say to the capacity model of their host. */
  capacity?(view: FileView): Contribution;
  /** Writes numbers into the configuration of the proxy. */
  capacityEdits?(view: FileView, numbers: ProxyNumbers): ProxyEdits;
  /** The release of the program that a host's files are for; undefined where nobody knows. */
  release?(host: Host): string | undefined;
  /** Every fact with the table it is in, for `explain` and `facts`. */
  facts(): Iterable<Fact>;
  /** Prose by fact id, Markdown; loaded when first asked for. */
  prose(): Promise<Readonly<Record<string, string>>>;
}
