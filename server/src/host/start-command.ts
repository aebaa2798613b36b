/** What the command line that a unit starts HAProxy with says (`init_args` in HAProxy's src/haproxy.c). */
import { fileNameOf } from '../engine/path.ts';
import type { Host } from './facts.ts';
import type { HostInput } from './inputs.ts';
import { type ServiceUnit, serviceUnit } from './service-unit.ts';
import { type UnitWord, unitCommand } from './unit-environment.ts';

export interface StartCommand {
  /** What follows each option that takes an argument, in order; the files behind `--` follow `-f`. */
  readonly options: ReadonlyMap<string, readonly UnitWord[]>;
  /** It has `-W` or `-Ws`. */
  readonly masterWorker: boolean;
  /** It is all there, variables included. */
  readonly whole: boolean;
}

/** Undefined where the unit does not say, or starts something else that may start HAProxy in turn. */
export function startCommand(unit: ServiceUnit, inputs: readonly HostInput[]): StartCommand | undefined {
  const command = unitCommand(unit, inputs);
  const program = command?.words[0]?.text ?? '';
  if (!command || !/^haproxy(?![a-z])|^haproxy-systemd-wrapper$/.test(fileNameOf(program))) return undefined;
  const options = new Map<string, UnitWord[]>();
  const give = (option: string, word: UnitWord) => options.set(option, [...(options.get(option) ?? []), word]);
  let masterWorker = false;
  let { whole } = command;
  const words = command.words.slice(1);
  while (words.length > 0) {
    const { text } = words.shift() as UnitWord;
    if (text === undefined) {
      whole = false;
      continue;
    }
    // HAProxy takes nothing but options, and shows how it is used where it does not know one.
    if (!text.startsWith('-')) return { options, masterWorker, whole: false };
    const letter = text.charAt(1);
    if (text === '--') {
      for (const word of words.splice(0)) give('f', word);
    } else if (text.startsWith('-cc') || argued.includes(letter)) {
      const word = words.shift();
      if (word && !text.startsWith('-cc')) give(letter, word);
    } else if (/^-s[ft]|^-dt/.test(text)) {
      // What follows is for it as long as it is no option.
      while (words[0] && !words[0].text?.startsWith('-')) words.shift();
    } else if (letter === 'W') masterWorker = true;
    else if (!bare.includes(letter)) return { options, masterWorker, whole: false };
  }
  return { options, masterWorker, whole };
}

/** Options with an argument, and without. */
const argued = 'xSCnmNLfp';
const bare = 'dVcDq4';

/** What HAProxy is told to load. */
export interface LoadList {
  /** Files and folders as the host knows them, in the order in which HAProxy loads them. */
  readonly entries: readonly string[];
  /** Who says so, for messages. */
  readonly from: string;
}

/** The files and folders that the unit of a host starts HAProxy with; undefined where that is not known for certain. */
export function loadListOf(inputs: readonly HostInput[], host: Host): LoadList | undefined {
  const unit = serviceUnit({ inputs, host });
  const command = unit && startCommand(unit, inputs);
  const files = command?.whole ? command.options.get('f') : undefined;
  const start = unit?.settings.get('ExecStart')?.[0];
  if (!files || !start) return undefined;
  // What a package would do by itself is no word about this host: its own files may be somewhere else.
  if (!unit?.whole && !host.unit && files.every(({ place }) => !place)) return undefined;
  const folder = command?.options.get('C')?.at(-1) ?? { text: '' };
  const entries = files.map(({ text }) => absolute(text, folder.text));
  return entries.every((entry) => entry !== undefined) ? { entries, from: `ExecStart (${start.from})` } : undefined;
}

/** A path without `.`, `..` and empty parts; undefined for one that leads from a folder nobody knows. */
function absolute(path: string | undefined, folder: string | undefined): string | undefined {
  if (path === undefined || folder === undefined) return undefined;
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  if (!whole.startsWith('/') || (folder === '' && !path.startsWith('/'))) return undefined;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
