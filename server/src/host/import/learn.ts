/** What several texts together say about a host. Where they do not agree, none of them is taken. */
import { hostFacts } from '../fact-kinds.ts';
import { type HostValueName, readHostFact } from '../facts.ts';
import { type Found, readSection } from './recognisers.ts';
import { labelOfFile, sectionsOf } from './sections.ts';

/** A text with the name of the file it is from, or of the program that printed it. */
export interface HostText {
  readonly name: string;
  readonly text: string;
}

/** A fact that all who speak of it agree on. */
export interface LearnedFact {
  /** A fact, or a member of a table: `unit.User`. */
  readonly name: string;
  readonly text: string;
  /** `uname, bundle.txt:12` */
  readonly from: string;
}

export interface Conflict {
  readonly name: string;
  readonly said: readonly { readonly text: string; readonly from: string }[];
}

export interface Learned {
  readonly facts: readonly LearnedFact[];
  readonly conflicts: readonly Conflict[];
  /** What looks like a fact and was not taken, each a sentence with its place. */
  readonly doubts: readonly string[];
}

export function learnFrom(texts: readonly HostText[]): Learned {
  const byName = new Map<string, { text: string; from: string }[]>();
  const doubts: string[] = [];
  for (const { name, text } of texts) {
    const place = (line: number) => `${name}:${line + 1}`;
    for (const section of sectionsOf(text, labelOfFile(name))) {
      const reading = readSection(section);
      for (const { line, message } of reading.doubts) doubts.push(`${place(line)}: ${message}`);
      for (const found of reading.found) {
        const read = readHostFact(found.name, found.text, found.source);
        if ('problem' in read) doubts.push(`${place(found.line)}: ${read.problem}`);
        else byName.set(found.name, [...(byName.get(found.name) ?? []), said(found, place(found.line))]);
      }
    }
  }
  const facts: LearnedFact[] = [];
  const conflicts: Conflict[] = [];
  for (const [name, all] of [...byName].sort(([a], [b]) => rank(a) - rank(b))) {
    const different = all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
    const [first] = different;
    if (first && different.length === 1) facts.push({ name, ...first });
    else conflicts.push({ name, said: different });
  }
  return { facts, conflicts, doubts };
}

/** How each fact about a host can be learned, for what stays unknown; the others only a person can say. */
export const commandsFor: Readonly<Partial<Record<HostValueName | 'unit', string>>> = {
  memory: 'cat /proc/meminfo',
  swap: 'cat /proc/meminfo',
  cpus: 'nproc',
  kernel: 'uname -r',
  haproxy: 'haproxy -vv',
  tlsLibrary: 'haproxy -vv',
  pageSize: 'getconf PAGESIZE',
  distribution: 'cat /etc/os-release',
  commandLine: 'cat /proc/cmdline',
  unit: 'systemctl show haproxy',
};

const order = Object.keys(hostFacts);

function rank(name: string): number {
  const index = order.indexOf(name);
  return index < 0 ? order.length : index;
}

function said({ text, source }: Found, place: string) {
  const [program = ''] = source.split(' ');
  return { text, from: place.includes(program) ? place : `${source}, ${place}` };
}
