/** The files that are known at one time, and which of them are read together. */
import type { Host } from '../host/facts.ts';
import type { HostInput } from '../host/inputs.ts';
import { Analysis, type Environment } from './analysis.ts';
import { type FileView, type HostFiles, viewOf } from './file-view.ts';
import type { Language } from './language.ts';
import { Text } from './text.ts';

/** The files that share a root, and what is made of them. */
interface Root {
  /** The paths by language, in the order in which they came. */
  readonly paths: Map<Language, Set<string>>;
  /** The files of each language, until one of them changes. */
  readonly beside: Map<Language, readonly Analysis[]>;
  /** What is read together, by the facts about the host, until one of the files changes. */
  readonly hosts: Map<string, Together>;
  /** Files that are read there and never judged. */
  inputs: readonly HostInput[];
}

/** What views of the same files on the same host have in common. */
interface Together {
  readonly files: HostFiles;
  readonly shared: Map<string, unknown>;
}

export class Workspace {
  private readonly analyses = new Map<string, Analysis>();
  private readonly roots = new Map<string, Root>();
  /** The paths of files that are loaded by a list. */
  private readonly grouped = new Set<string>();
  private readonly views = new Map<string, FileView>();

  /** Puts a file in, or its next state; returns its analysis. */
  set(path: string, language: Language, text: Text, environment: Environment): Analysis {
    const before = this.analyses.get(path);
    if (before && before.language !== language) this.remove(path);
    const analysis =
      before?.language === language ? before.next(text, environment) : new Analysis(path, language, text, environment);
    if (analysis === before) return analysis;
    this.analyses.set(path, analysis);
    if (environment.group) this.grouped.add(path);
    else this.grouped.delete(path);
    const root = this.rootOf(analysis);
    const paths = root?.paths.get(language);
    if (paths) paths.add(path);
    else root?.paths.set(language, new Set([path]));
    this.forgetViews(path, root);
    return analysis;
  }

  remove(path: string): void {
    const analysis = this.analyses.get(path);
    if (!analysis) return;
    this.analyses.delete(path);
    this.grouped.delete(path);
    const root = this.rootOf(analysis);
    root?.paths.get(analysis.language)?.delete(path);
    this.forgetViews(path, root);
  }

  /** Says what the input files of the host with this root are. */
  setInputs(place: string, inputs: readonly HostInput[]): void {
    const root = this.rootAt(place);
    if (JSON.stringify(root.inputs) === JSON.stringify(inputs)) return;
    root.inputs = inputs;
    this.forgetShared(root);
  }

  /** The text of any file that was put in, input files included. */
  text(path: string): Text | undefined {
    const analysis = this.analyses.get(path);
    if (analysis) return analysis.text;
    for (const { inputs } of this.roots.values())
      for (const input of inputs) if (input.path === path) return Text.of(input.text);
    return undefined;
  }

  get(path: string): Analysis | undefined {
    return this.analyses.get(path);
  }

  paths(): Iterable<string> {
    return this.analyses.keys();
  }

  /** A file among those of its host. Throws for a path that was not put in. */
  view(path: string): FileView {
    const known = this.views.get(path);
    if (known) return known;
    const analysis = this.analyses.get(path);
    if (!analysis) throw new Error(`not in the workspace: ${path}`);
    const root = this.rootOf(analysis);
    const nearby = this.known(analysis.environment.group?.nearby ?? []);
    const beside = root ? this.besideIn(root, analysis.language) : [];
    const { files, shared } = this.together(analysis);
    const companions = () => this.companionsOf(analysis, root);
    const view = viewOf(analysis, files, nearby, beside, root?.inputs, companions, shared);
    this.views.set(path, view);
    return view;
  }

  /** For each language of a host the view of the file that its program starts with. */
  private companionsOf(analysis: Analysis, root: Root | undefined): readonly FileView[] {
    const { language: own, path, environment } = analysis;
    const starts = new Map<Language, string>([[own, environment.group?.files[0] ?? path]]);
    for (const [language, paths] of root?.paths ?? []) {
      if (language === own) continue;
      const listed = this.known(paths).find(({ environment }) => environment.group?.listedBy !== undefined);
      const first = listed?.environment.group?.files[0] ?? language.loading.order([...paths], analysis.host)[0];
      if (first !== undefined) starts.set(language, first);
    }
    return [...starts]
      .sort(([a], [b]) => (a.id < b.id ? -1 : 1))
      .map(([, start]) => this.view(this.analyses.has(start) ? start : path));
  }

  /** The views that see a file are made anew when somebody asks for them. */
  private forgetViews(path: string, root: Root | undefined): void {
    this.views.delete(path);
    for (const other of this.grouped) {
      const group = this.analyses.get(other)?.environment.group;
      if (group?.files.includes(path) || group?.nearby.includes(path)) this.views.delete(other);
    }
    if (root) this.forgetShared(root);
  }

  private forgetShared(root: Root): void {
    root.hosts.clear();
    root.beside.clear();
    for (const paths of root.paths.values()) for (const other of paths) this.views.delete(other);
  }

  /** The root of a file; undefined for one that stands alone. */
  private rootOf({ path, language }: Analysis): Root | undefined {
    const place = language.loading.root(path);
    return place === undefined ? undefined : this.rootAt(place);
  }

  private rootAt(place: string): Root {
    let root = this.roots.get(place);
    if (!root) {
      root = { paths: new Map(), beside: new Map(), hosts: new Map(), inputs: [] };
      this.roots.set(place, root);
    }
    return root;
  }

  /** The files that are read on the host of a file; a file without a root has only itself. */
  private together(analysis: Analysis): Together {
    const { language, environment, host } = analysis;
    const root = this.rootOf(analysis);
    const all = root && this.readOn(root, host);
    // A file that is not read with the others, masked or of another name, is looked at by itself.
    if (all && language.loading.together && all.files.get(language.id)?.includes(analysis)) return all;
    const own = environment.group ? this.known(environment.group.files) : [analysis];
    return { files: new Map([...(all?.files ?? []), [language.id, own]]), shared: new Map() };
  }

  private besideIn(root: Root, language: Language): readonly Analysis[] {
    let beside = root.beside.get(language);
    if (!beside) {
      beside = this.known(root.paths.get(language) ?? []);
      root.beside.set(language, beside);
    }
    return beside;
  }

  private readOn(root: Root, host: Host): Together {
    const key = JSON.stringify(host);
    let together = root.hosts.get(key);
    if (!together) {
      const files = new Map<string, readonly Analysis[]>();
      for (const [language, paths] of root.paths)
        if (paths.size > 0) files.set(language.id, this.known(language.loading.order([...paths], host)));
      together = { files, shared: new Map() };
      root.hosts.set(key, together);
    }
    return together;
  }

  private known(paths: Iterable<string>): readonly Analysis[] {
    return Array.from(paths).flatMap((path) => this.analyses.get(path) ?? []);
  }
}
