/**
 * A loader at work: the files it reads become writes to the kernel, and what goes wrong becomes messages and an exit code.
 * procps: `write_setting_list` and `WriteSetting` of src/sysctl.c; systemd: `apply_all` of src/sysctl/sysctl.c; busybox:
 * `sysctl_handle_preload_file` of procps/sysctl.c.
 */
import type { Refusal } from './kernel-values.ts';
import { linesRead } from './lines.ts';
import { isAtLeast, type Loader } from './loader.ts';
import { busyboxPath, isGlobPath, keyOfPath, leavesTree, procpsPath, systemdPath } from './paths.ts';
import type { Change } from './side-effects.ts';
import type { KeyTree } from './tree.ts';

/** A file that is read. */
export interface LoaderFile {
  readonly path: string;
  /** Undefined for a link that leads nowhere. */
  readonly text: string | undefined;
}

/** Where a line stands, counted from 0. */
export interface Origin {
  readonly path: string;
  readonly line: number;
}

export interface Kernel {
  write(path: string, value: string): Refusal | undefined;
  /** What the last write changed besides its own key. */
  readonly sideEffects: readonly Change[];
  get(key: string): string | undefined;
}

/** A value that a line has for a key, in the order of the lines, whether it is written or not. */
export interface Candidate {
  /** Dotted. */
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
}

/** A key that has another value now: by a line of its own, or through another key. */
export interface Changed {
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
  /** The key that the line is for, where it is another one. */
  readonly through?: string;
}

export type MessageKind =
  | 'no-assignment'
  | 'unknown-key'
  | 'outside'
  | 'folder'
  | 'read-only'
  | 'refused'
  | 'stopped'
  | 'cut'
  | 'too-long'
  | 'unreadable';

/** What happens to a line. `silent`: the loader says nothing. */
export interface Message {
  readonly kind: MessageKind;
  readonly level: 'error' | 'warning' | 'silent';
  readonly origin: Origin;
  /** What the line is about: the key, or the reason of the kernel. */
  readonly detail: string;
}

export interface LoaderRun {
  /** What was written, in order. */
  readonly writes: readonly Candidate[];
  /** The writes and their side effects, in order. */
  readonly changes: readonly Changed[];
  readonly candidates: readonly Candidate[];
  readonly messages: readonly Message[];
  readonly exitCode: number;
}

export interface RunOptions {
  readonly loader: Loader;
  readonly tree: KeyTree;
  readonly kernel: Kernel;
  /** Whether procps reads all files of the host (`--system`), where it passes over unknown keys, or those it was given (`-p`). */
  readonly system: boolean;
}

export function runLoader(files: readonly LoaderFile[], options: RunOptions): LoaderRun {
  const run = new Run(options);
  if (options.loader.program === 'procps') run.procps(files);
  else if (options.loader.program === 'systemd') run.systemd(files);
  else run.busybox(files);
  return run;
}

interface Entry {
  readonly path: string;
  /** Undefined for an exclusion. */
  readonly value: string | undefined;
  dash: boolean;
  readonly origin: Origin;
}

type Outcome = Pick<Message, 'kind' | 'level' | 'detail'> & { readonly exitCode: number };

class Run implements LoaderRun {
  readonly writes: Candidate[] = [];
  readonly changes: Changed[] = [];
  readonly candidates: Candidate[] = [];
  readonly messages: Message[] = [];
  exitCode = 0;

  constructor(private readonly options: RunOptions) {}

  procps(files: readonly LoaderFile[]): void {
    const entries = this.entries(files, procpsPath);
    const named = new Set(entries.map(({ path }) => path));
    for (const entry of entries) {
      if (entry.value === undefined) continue;
      for (const path of this.targets(entry)) {
        const isKept = path !== entry.path && named.has(path);
        this.candidate(path, entry);
        if (!isKept) this.note(this.procpsWrite(path, entry.value, entry), entry.origin);
      }
    }
  }

  systemd(files: readonly LoaderFile[]): void {
    const options = new Map<string, Entry>();
    for (const entry of this.entries(files, systemdPath)) {
      const earlier = options.get(entry.path);
      if (entry.value !== undefined) for (const path of this.targets(entry)) this.candidate(path, entry);
      if (earlier && earlier.value === entry.value) {
        earlier.dash ||= entry.dash;
        continue;
      }
      options.delete(entry.path);
      options.set(entry.path, entry);
    }
    for (const entry of options.values()) {
      if (entry.value === undefined) continue;
      for (const path of this.targets(entry)) {
        if (path !== entry.path && options.has(path)) continue;
        this.note(this.systemdWrite(path, entry.value, entry), entry.origin);
      }
    }
  }

  busybox(files: readonly LoaderFile[]): void {
    const { tree } = this.options;
    for (const entry of this.entries(files, (key) => key)) {
      if (entry.value === undefined) continue;
      const path = busyboxPath(entry.path, tree).replace(/^\/proc\/sys\//, '');
      this.candidate(path, entry);
      const outcome = this.busyboxWrite(path, entry.value, entry);
      this.note(outcome, entry.origin);
      if (outcome?.kind === 'refused' || outcome?.kind === 'outside') {
        this.note({ kind: 'stopped', level: 'silent', detail: '', exitCode: 1 }, entry.origin);
        return;
      }
    }
  }

  private entries(files: readonly LoaderFile[], pathOf: (key: string) => string): Entry[] {
    const { loader } = this.options;
    const entries: Entry[] = [];
    for (const { path: file, text } of files) {
      if (text === undefined) {
        const failure =
          loader.program === 'systemd'
            ? ({ level: 'silent', exitCode: 0 } as const)
            : ({ level: 'error', exitCode: 1 } as const);
        this.note({ kind: 'unreadable', detail: '', ...failure }, { path: file, line: 0 });
        continue;
      }
      for (const each of linesRead(text, loader)) {
        const origin = { path: file, line: each.line };
        if (each.kind === 'assignment')
          entries.push({ path: pathOf(each.key), value: each.value, dash: each.dash, origin });
        else if (each.kind === 'exclusion')
          entries.push({ path: pathOf(each.key), value: undefined, dash: false, origin });
        else if (each.kind === 'too-long')
          this.note({ kind: 'too-long', level: 'error', detail: '', exitCode: 1 }, origin);
        else {
          const isFailure = loader.program === 'systemd';
          this.note({ kind: 'no-assignment', level: 'warning', detail: '', exitCode: isFailure ? 1 : 0 }, origin);
        }
      }
    }
    return entries;
  }

  /** The paths that a line writes to: its own, or those a glob matches. */
  private targets({ path }: Entry): readonly string[] {
    return isGlobPath(path) ? this.options.tree.glob(path) : [path];
  }

  private candidate(path: string, { value = '', origin }: Entry): void {
    const resolved = this.options.tree.resolve(path) ?? path;
    this.candidates.push({ key: keyOfPath(resolved), value, origin });
  }

  private note(outcome: Outcome | undefined, origin: Origin): void {
    if (!outcome) return;
    const { exitCode, ...message } = outcome;
    this.exitCode = Math.max(this.exitCode, exitCode);
    this.messages.push({ ...message, origin });
  }

  private stored(path: string, value: string, { origin }: Entry): undefined {
    const key = keyOfPath(path);
    const write = { key, value, origin };
    this.writes.push(write);
    this.changes.push(write);
    for (const change of this.options.kernel.sideEffects) this.changes.push({ ...change, origin, through: key });
  }

  private procpsWrite(path: string, value: string, entry: Entry): Outcome | undefined {
    const { tree, kernel, loader, system } = this.options;
    // Behind 4.0.4 what cannot be written counts as a failure, and `-` in front of a key silences a refusal.
    const isNew = isAtLeast(loader, '4.0.5') !== false;
    const kind = tree.stat(path);
    if (leavesTree(path)) return { kind: 'outside', level: 'error', detail: keyOfPath(path), exitCode: 1 };
    if (kind === 'none' || kind === 'not-a-folder') return unknown(path, system ? 'silent' : 'error', system ? 0 : 1);
    const resolved = tree.resolve(path);
    if (!resolved) return { kind: 'outside', level: 'error', detail: keyOfPath(path), exitCode: 1 };
    if (kind === 'folder') return { kind: 'folder', level: 'error', detail: keyOfPath(path), exitCode: isNew ? 1 : 0 };
    // stdio hands a long value over in pieces, of which the kernel takes the first one.
    const cut = firstPiece(`${value}\n`);
    const refusal = kernel.write(resolved, cut ?? value);
    if (refusal === 'EACCES')
      return { kind: 'read-only', level: 'error', detail: keyOfPath(path), exitCode: isNew ? 1 : 0 };
    if (refusal) return refused(refusal, path, isNew && entry.dash ? 'warning' : 'error');
    this.stored(resolved, cut ?? value, entry);
    return cut === undefined ? undefined : { kind: 'cut', level: 'silent', detail: keyOfPath(path), exitCode: 0 };
  }

  private systemdWrite(path: string, value: string, entry: Entry): Outcome | undefined {
    const { tree, kernel } = this.options;
    const silent = entry.dash ? ({ level: 'silent', exitCode: 0 } as const) : undefined;
    if (path.split('/').includes('..')) return refused('EINVAL', path, silent?.level ?? 'error');
    const kind = tree.stat(path);
    if (kind === 'none') return unknown(path, silent?.level ?? 'warning', 0);
    // Only what is not found is passed over (ENOENT), not what lies below a key (ENOTDIR).
    if (kind === 'not-a-folder') return unknown(path, silent?.level ?? 'error', silent?.exitCode ?? 1);
    if (kind === 'folder') return { kind: 'folder', level: 'error', detail: keyOfPath(path), exitCode: 1, ...silent };
    // A value that is there already is not written again.
    const refusal = kernel.get(keyOfPath(path)) === value ? undefined : kernel.write(path, value);
    if (refusal === 'EACCES') return { kind: 'read-only', level: 'silent', detail: keyOfPath(path), exitCode: 0 };
    // Whatever is not found counts as a missing key, the name of an algorithm too.
    if (refusal === 'ENOENT') return { ...refused(refusal, path, silent?.level ?? 'warning'), exitCode: 0 };
    return refusal ? refused(refusal, path, silent?.level ?? 'error') : this.stored(path, value, entry);
  }

  private busyboxWrite(path: string, value: string, entry: Entry): Outcome | undefined {
    const { tree, kernel } = this.options;
    const detail = keyOfPath(path);
    // It would write to any other file as well; those of /proc refuse it.
    if (leavesTree(path)) return { kind: 'outside', level: 'error', detail, exitCode: 1 };
    const kind = path === '' ? 'none' : tree.stat(path);
    // A path that begins with a slash is none below /proc/sys.
    if (kind === 'none' || path.startsWith('/')) return unknown(path, 'error', 0);
    if (kind !== 'file') return { kind: 'folder', level: 'error', detail, exitCode: 0 };
    // Nothing to write is no write.
    if (value === '') return { kind: 'no-assignment', level: 'silent', detail, exitCode: 0 };
    const refusal = kernel.write(tree.resolve(path) ?? path, value);
    if (refusal === 'EACCES') return { kind: 'read-only', level: 'error', detail, exitCode: 0 };
    return refusal ? refused(refusal, path, 'error') : this.stored(tree.resolve(path) ?? path, value, entry);
  }
}

function unknown(path: string, level: Message['level'], exitCode: number): Outcome {
  return { kind: 'unknown-key', level, detail: keyOfPath(path), exitCode };
}

function refused(refusal: Refusal, path: string, level: Message['level']): Outcome {
  const reason = refusal === 'EINVAL' ? 'invalid value (EINVAL)' : 'no such name (ENOENT)';
  return { kind: 'refused', level, detail: `${keyOfPath(path)}: ${reason}`, exitCode: level === 'error' ? 1 : 0 };
}

/** Bytes that stdio writes at once. */
const pieceLength = 4096;

/** The first piece of a text that is written in several, without a number it breaks; undefined where one piece is enough. */
function firstPiece(text: string): string | undefined {
  if (text.length * 3 <= pieceLength) return undefined;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= pieceLength) return undefined;
  return new TextDecoder().decode(bytes.subarray(0, pieceLength)).replace(/,[^,]*$/, '');
}
