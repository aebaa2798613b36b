/** Configurations with the verdicts of real programs, as a folder of sets holds them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Message {
  readonly severity: 'ALERT' | 'WARNING';
  /** Counts from 1; undefined where HAProxy names none. */
  readonly line: number | undefined;
  readonly text: string;
}

/** What one version of HAProxy says of a configuration. */
export interface Outcome {
  readonly accepted: boolean;
  /** Rejected for what the text says, not for what the machine lacks. */
  readonly rejected: boolean;
  /** Those that the text causes; of a mutant only those that its parent does not give. */
  readonly messages: readonly Message[];
  /** What a mutant's parent is told too; a warning of ours that repeats one of these is no false alarm. */
  readonly standing?: readonly Message[];
}

export interface Case {
  readonly set: string;
  readonly file: string;
  readonly source: string;
  /** Texts that are loaded before this one, by name. */
  readonly before: readonly (readonly [string, string])[];
  /** What a mutant changes; the set's name for all others. */
  readonly kind: string;
  /** The line that makes a mutant; counts from 1. */
  readonly line: number | undefined;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

type RawMessage = readonly [string, number | null, string, string?];

interface Row {
  readonly file: string;
  readonly kind?: string;
  readonly line?: number;
  /** Of a mutant: the file it was made of, and how many lines it has more. */
  readonly parent?: string;
  readonly inserted?: number;
  readonly prefix_files?: readonly string[];
  readonly versions: Readonly<
    Record<
      string,
      {
        readonly verdict: string;
        readonly base_exit?: number;
        readonly messages?: readonly RawMessage[];
        readonly new_messages?: readonly RawMessage[];
      }
    >
  >;
}

/** Every case of a folder. Throws where a set is named that is not there. */
export function readCorpus(folder: string, sets?: readonly string[]): readonly Case[] {
  const found = readdirSync(folder).filter((set) => existsSync(join(folder, set, 'verdicts.jsonl')));
  const rows = new Map(found.map((set) => [set, readRows(join(folder, set, 'verdicts.jsonl'))]));
  const byPath = new Map<string, Row>(
    [...rows].flatMap(([set, all]) => all.map((row) => [`${set}/${row.file}`, row] as const)),
  );
  return (sets ?? found).flatMap((set) => {
    const all = rows.get(set);
    if (!all) throw new Error(`${folder} has no set '${set}'`);
    return all.map((row) => readCase(join(folder, set), set, row, byPath.get(row.parent ?? '')));
  });
}

function readRows(path: string): readonly Row[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

function readCase(folder: string, set: string, row: Row, parent: Row | undefined): Case {
  const outcomes = Object.entries(row.versions).map(([version, raw]) => {
    const standing = (parent?.versions[version]?.messages ?? [])
      .flatMap(readMessage)
      .map((message) => moved(message, row));
    const messages = (raw.new_messages ?? raw.messages ?? []).flatMap(readMessage);
    return [
      version,
      {
        // A mutant of a file that the version refuses anyway tells only what is new.
        accepted: raw.verdict.startsWith('accept') && !raw.base_exit,
        rejected: raw.verdict === 'reject' && messages.some(({ severity }) => severity === 'ALERT'),
        messages,
        standing,
      },
    ] as const;
  });
  return {
    set,
    file: row.file,
    source: readFileSync(join(folder, row.file), 'utf8'),
    before: (row.prefix_files ?? []).map((name) => [name, readFileSync(join(folder, 'prefix', name), 'utf8')]),
    kind: row.kind ?? set,
    line: row.line,
    outcomes: new Map(outcomes),
  };
}

/** Where a parent's message is in a mutant that has a line more or less above it. */
function moved(message: Message, { line = 0, inserted = 0 }: Row): Message {
  return message.line !== undefined && message.line >= line ? { ...message, line: message.line + inserted } : message;
}

function readMessage([severity, line, text, cause = 'config']: RawMessage): Message[] {
  if (cause !== 'config' || (severity !== 'ALERT' && severity !== 'WARNING')) return [];
  return [{ severity, line: line ?? undefined, text }];
}
