/** The files that are known at one time, and which of them are read together. */
import type { HostInput } from '../host/inputs.ts';
import { Analysis, type Environment } from './analysis.ts';
import { type FileView, type HostFiles, viewOf } from './file-view.ts';
import type { Language } from './language.ts';
import { Text } from './text.ts';

export class Workspace {
  private readonly analyses = new Map<string, Analysis>();
  private views = new Map<string, FileView>();
  private readonly inputs = new Map<string, readonly HostInput[]>();

  /** Puts a file in, or its next state; returns its analysis. */
  set(path: string, language: Language, text: Text, environment: Environment): Analysis {
    const before = this.analyses.get(path);
    const analysis =
      before?.language === language ? before.next(text, environment) : new Analysis(path, language, text, environment);
    if (analysis !== before) {
      this.analyses.set(path, analysis);
      this.views = new Map();
    }
    return analysis;
  }

  remove(path: string): void {
    if (this.analyses.delete(path)) this.views = new Map();
  }

  /** Says what the input files of the host with this root are. */
  setInputs(root: string, inputs: readonly HostInput[]): void {
    if (JSON.stringify(this.inputs.get(root) ?? []) === JSON.stringify(inputs)) return;
    this.inputs.set(root, inputs);
    this.views = new Map();
  }

  /** The text of any file that was put in, input files included. */
  text(path: string): Text | undefined {
    const analysis = this.analyses.get(path);
    if (analysis) return analysis.text;
    for (const inputs of this.inputs.values())
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
    const nearby = this.known(analysis.environment.group?.nearby ?? []);
    const sharing = this.sharingRoot(analysis);
    const beside = this.known(sharing.get(analysis.language) ?? []);
    const files = this.hostFiles(analysis, sharing);
    const root = analysis.language.loading.root(path);
    const inputs = root === undefined ? undefined : this.inputs.get(root);
    const view = viewOf(analysis, files, nearby, beside, inputs, () => this.companionsOf(analysis, sharing));
    this.views.set(path, view);
    return view;
  }

  /** For each language of a host the view of the file that its program starts with. */
  private companionsOf(analysis: Analysis, sharing: ReadonlyMap<Language, readonly string[]>): readonly FileView[] {
    const { language: own, path, environment } = analysis;
    const starts = new Map<Language, string>([[own, environment.group?.files[0] ?? path]]);
    for (const [language, paths] of sharing) {
      const first = language === own ? undefined : language.loading.order(paths, analysis.host)[0];
      if (first !== undefined) starts.set(language, first);
    }
    return [...starts]
      .sort(([a], [b]) => (a.id < b.id ? -1 : 1))
      .map(([, start]) => this.view(this.analyses.has(start) ? start : path));
  }

  /** The paths that share a root with a file, by language; none for a file without a root. */
  private sharingRoot({ path, language }: Analysis): ReadonlyMap<Language, readonly string[]> {
    const byLanguage = new Map<Language, string[]>();
    const root = language.loading.root(path);
    if (root === undefined) return byLanguage;
    for (const [other, { language: its }] of this.analyses) {
      if (its.loading.root(other) !== root) continue;
      const paths = byLanguage.get(its);
      if (paths) paths.push(other);
      else byLanguage.set(its, [other]);
    }
    return byLanguage;
  }

  /** The files that are read on the host of a file; a file without a root has only itself. */
  private hostFiles(analysis: Analysis, sharing: ReadonlyMap<Language, readonly string[]>): HostFiles {
    const { group } = analysis.environment;
    const files = new Map<string, readonly Analysis[]>([
      [analysis.language.id, group ? this.known(group.files) : [analysis]],
    ]);
    for (const [language, paths] of sharing) {
      const ordered = language.loading.order(paths, analysis.host);
      // A file that is not read with the others, masked or of another name, is looked at by itself.
      if (language === analysis.language && (!language.loading.together || !ordered.includes(analysis.path))) continue;
      files.set(language.id, this.known(ordered));
    }
    return files;
  }

  private known(paths: readonly string[]): readonly Analysis[] {
    return paths.flatMap((path) => this.analyses.get(path) ?? []);
  }
}
