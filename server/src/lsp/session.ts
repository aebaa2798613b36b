/**
 * One session with a client: its open documents, its settings and the project they are judged in. Long work is done in slices
 * between messages, so that nobody waits for it longer than they must.
 */
import type { Analysis } from '../engine/analysis.ts';
import type { Language } from '../engine/language.ts';
import type { RunningMachine } from '../engine/running.ts';
import { Text } from '../engine/text.ts';
import { describeHost, type Host } from '../host/facts.ts';
import type { Profile } from '../host/profile.ts';
import { type FileSource, Project } from '../host/project.ts';
import { detectLanguage, languageById } from '../languages/index.ts';
import { pathOf, uriOf } from './documents.ts';
import type { Settings } from './settings.ts';
import { TokenStore } from './token-store.ts';

/** What the machine that the server runs on offers. */
export interface Platform {
  readonly files: FileSource;
  /** Facts of this machine, for files that are its own. */
  readonly machine?: (path: string) => Host | undefined;
  /** What runs on this machine, for files that are its own. */
  readonly running?: (path: string) => RunningMachine | undefined;
  /** Lets waiting messages be handled. */
  breathe(): Promise<void>;
  /** Gives back the room of what nobody needs any more. */
  tidy?(): void;
}

interface OpenDocument {
  readonly uri: string;
  readonly language: Language;
  /** Settled when the profile and the files read with this one are known. */
  opened: Promise<unknown>;
  /** Rules over the whole file that were asked once, so that they have something to remember. */
  rulesAsked: number;
}

/**
 * Lines from which on a file is huge: what can only be asked for as a whole, and would be megabytes, is left out (links,
 * tokens but those of the lines in view, names inside blocks), so that nobody waits for what nobody reads.
 */
const huge = 20_000;

export function isHuge(text: Text | undefined): boolean {
  return text !== undefined && text.lines.length > huge;
}

/** Milliseconds that work goes on before it lets others speak. */
export const slice = 5;

export class Session {
  readonly project: Project;
  readonly tokens = new TokenStore();
  /** Whether the client can make the files that an edit is for. */
  createsFiles = false;
  private readonly documents = new Map<string, OpenDocument>();
  private readonly warming = new Map<string, Promise<void>>();
  private ownMachine = false;
  private settings: Settings = { host: {}, severities: {}, packs: [] };

  constructor(
    private readonly platform: Platform,
    /** Called when more is to be said of a document; `world` when that is not only because of its own text. */
    private readonly onChange: (path: string, cause: 'text' | 'world') => void,
  ) {
    this.project = new Project(platform.files);
  }

  /** Says that the files edited are those of the machine this runs on. */
  start(ownMachine: boolean): void {
    this.ownMachine = ownMachine;
    this.configure(this.settings);
  }

  configure(settings: Settings): void {
    this.settings = settings;
    const machine = this.ownMachine ? this.platform.machine : undefined;
    this.project.configure({
      defaultHost: settings.host,
      severities: settings.severities,
      packs: settings.packs,
      ...(machine && { machine }),
    });
    for (const path of this.documents.keys()) this.onChange(path, 'world');
  }

  open(uri: string, languageId: string, source: string): void {
    const path = pathOf(uri);
    const text = Text.of(source);
    const language = languageById(languageId) ?? detectLanguage(path, text.line(0).text);
    if (!language) return;
    const document: OpenDocument = { uri, language, opened: this.project.open(path, text, language), rulesAsked: 0 };
    this.documents.set(path, document);
    void document.opened.then(() => this.onChange(path, 'world'));
  }

  change(uri: string, text: Text): void {
    const path = pathOf(uri);
    this.project.change(path, text);
    this.onChange(path, this.hasNeighbours(path) ? 'world' : 'text');
  }

  /** A closed document is forgotten; if others need its file they read it from disk. */
  async close(uri: string): Promise<void> {
    const path = pathOf(uri);
    if (!this.documents.delete(path)) return;
    this.project.close(path);
    this.tokens.forget(path);
    await this.reopen();
  }

  /** Files changed on disk: profiles, input files and unopened files are read again. */
  async filesChanged(uris: readonly string[]): Promise<void> {
    this.project.forgetSurroundings();
    for (const uri of uris) {
      const path = pathOf(uri);
      if (!this.documents.has(path)) this.project.close(path);
    }
    await this.reopen();
  }

  isOpen(path: string): boolean {
    return this.documents.has(path);
  }

  openPaths(): Iterable<string> {
    return this.documents.keys();
  }

  uri(path: string): string {
    return this.documents.get(path)?.uri ?? uriOf(path);
  }

  text(path: string): Text | undefined {
    return this.project.workspace.text(path);
  }

  /** What runs on the machine that a file belongs to; undefined where that is another one, or nobody knows. */
  running(path: string): RunningMachine | undefined {
    return this.ownMachine ? this.platform.running?.(path) : undefined;
  }

  /** A file as it is on disk; undefined where it is not there. */
  read(path: string): Promise<string | undefined> {
    return this.platform.files.read(path);
  }

  /** Settled when everything is known that the findings of a document need. */
  async ready(path: string): Promise<Analysis | undefined> {
    await this.documents.get(path)?.opened;
    await this.warm(path);
    if (await this.project.readNearby(path)) await this.warm(path);
    return this.project.workspace.get(path);
  }

  /** Whether a document, or a file read with it, is being worked on. */
  isBusy(path: string): boolean {
    return this.warming.has(path);
  }

  /** Profiles in use, each once. */
  profiles(): ReadonlySet<Profile> {
    const profiles = new Set<Profile>();
    for (const path of this.documents.keys()) {
      const profile = this.project.profileOf(path);
      if (profile) profiles.add(profile);
    }
    return profiles;
  }

  /** What is known of the host of a document, and where from. */
  hostStatus(path: string): { label: string; detail: string } | undefined {
    const host = this.project.workspace.get(path)?.host;
    if (!host) return undefined;
    const origins = new Set(Object.values(host).map(({ from }) => from));
    return {
      label: describeHost(host) ?? 'host unknown',
      detail:
        origins.size > 0
          ? `from ${[...origins].join(', ')}`
          : 'nothing is known of the machine, and nothing is guessed',
    };
  }

  /** Does the work of a document and of the files read with it, in slices. */
  private warm(path: string): Promise<void> {
    let running = this.warming.get(path);
    if (!running) {
      running = this.work(path).finally(() => this.warming.delete(path));
      this.warming.set(path, running);
    }
    return running;
  }

  private async work(path: string): Promise<void> {
    for (;;) {
      const analysis = this.project.workspace.get(path);
      if (!analysis) return;
      const unready = [analysis, ...this.project.workspace.view(path).loaded].find((each) => !each.ready);
      if (unready) {
        if (!unready.prepare(pauseAfter(slice))) await this.platform.breathe();
      } else if (!(await this.askNextRule(path))) return;
    }
  }

  /**
   * Asks one rule over a huge file for the first time, when it looks at all of it; afterwards it only looks at what changed.
   * @returns whether there was one left to ask
   */
  private async askNextRule(path: string): Promise<boolean> {
    const document = this.documents.get(path);
    const view = this.project.workspace.view(path);
    const { analysis } = view;
    const rule = document && analysis.environment.rules.files[document.rulesAsked];
    if (!rule || !isHuge(analysis.text)) return false;
    if (document.rulesAsked === 0 && analysis.language.judge?.(view, pauseAfter(slice)) === false) {
      await this.platform.breathe();
      return true;
    }
    document.rulesAsked++;
    rule.file?.(view);
    // Reading a huge file leaves as much behind as what is kept of it.
    if (document.rulesAsked === analysis.environment.rules.files.length) this.platform.tidy?.();
    await this.platform.breathe();
    return true;
  }

  /** Whether another open document belongs to the same host or is loaded with this one. */
  private hasNeighbours(path: string): boolean {
    const group = this.project.workspace.get(path)?.environment.group;
    if (group?.files.some((other) => other !== path && this.documents.has(other))) return true;
    const root = this.documents.get(path)?.language.loading.root(path);
    if (root === undefined) return false;
    for (const [other, { language }] of this.documents)
      if (other !== path && language.loading.root(other) === root) return true;
    return false;
  }

  private async reopen(): Promise<void> {
    for (const [path, document] of this.documents) {
      const text = this.text(path);
      if (!text) continue;
      document.opened = this.project.open(path, text, document.language);
      await document.opened;
      this.onChange(path, 'world');
    }
  }
}

/** A pause that comes after some milliseconds. The clock is read every 32nd time only. */
export function pauseAfter(milliseconds: number): () => boolean {
  const end = performance.now() + milliseconds;
  let asked = 0;
  return () => (++asked & 31) === 0 && performance.now() > end;
}
