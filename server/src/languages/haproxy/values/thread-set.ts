/**
 * The threads that an address is listened to on (`parse_thread_set` in HAProxy's src/thread.c): numbers, ranges and words,
 * with commas between them, of all threads or, behind a group's number and a slash, of a group.
 */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

/** The release from which there are more than 64 threads, in groups. */
const threadGroups = '2.7';

const none: readonly ValueProblem[] = [];
const part = /^(?:(\d+)\/)?(all|odd|even|\d+)?(?:(-)(\d+)?)?$/;
const mostThreads = 1024;
const mostInGroup = 64;
const mostGroups = 16;

export const threadSet: ValueKind = {
  name: 'thread-set',
  token: 'string',
  expects: () => "threads such as 1-4, 2/odd or 'all', with commas between them",
  complete: () => [{ text: 'all' }, { text: 'odd' }, { text: 'even' }],
  check(text, _spec, { host }) {
    const groups = compareVersions(targetVersion(host), threadGroups) >= 0;
    const relative = /^\d*\//.test(text);
    for (const piece of text.split(',')) {
      const reason = partProblem(piece, relative, groups ? mostThreads : mostInGroup);
      if (reason !== undefined) return [{ code: 'malformed', detail: reason }];
    }
    return none;
  },
};

function partProblem(piece: string, relative: boolean, all: number): string | undefined {
  if (piece === '') return undefined;
  const found = part.exec(piece);
  if (!found) return `'${piece.slice(0, 40)}' is no thread, range of threads, 'all', 'odd' or 'even'`;
  const [, group, from, dash, to] = found;
  if (relative !== (group !== undefined)) return 'threads of a group and of all groups cannot be mixed';
  if (group !== undefined && (Number(group) < 1 || Number(group) > mostGroups))
    return `groups go from 1 to ${mostGroups}`;
  const most = relative ? mostInGroup : all;
  const range = `threads go from 1 to ${most}${relative ? ' in a group' : ''}`;
  const word = from !== undefined && !/^\d/.test(from);
  if (from !== undefined && !word && (Number(from) < 1 || Number(from) > most)) return range;
  if (dash === undefined) return undefined;
  if (word) return `no range can follow '${from}'`;
  return to !== undefined && (Number(to) < 1 || Number(to) > most) ? range : undefined;
}

/** From this release on there is one process. */
const oneProcess = '2.5';
const mostProcesses = 64;
const processes = /^(?:all|odd|even|(\d+)(?:(-)(\d*))?)$/;

/** Processes, and behind a slash threads of theirs (`parse_process_number` in src/cfgparse.c), which 2.7 did away with. */
export const processSet: ValueKind = {
  name: 'process-set',
  token: 'string',
  expects: () => "processes such as 1 or 'all', and threads of theirs behind a slash",
  check(text, _spec, { host }) {
    const slash = text.indexOf('/');
    const most = compareVersions(targetVersion(host), oneProcess) < 0 ? mostProcesses : 1;
    const reason =
      numberProblem(slash < 0 ? text : text.slice(0, slash), most, 'processes') ??
      (slash < 0 ? undefined : numberProblem(text.slice(slash + 1), mostInGroup, 'threads'));
    return reason === undefined ? none : [{ code: 'malformed', detail: reason }];
  },
};

function numberProblem(text: string, most: number, noun: string): string | undefined {
  const found = processes.exec(text);
  if (!found) return `'${text.slice(0, 40)}' is no number or range of ${noun}`;
  const [, from, dash, to] = found;
  if (from === undefined) return undefined;
  const low = Number(from);
  const high = dash === undefined ? low : to === '' || to === undefined ? most : Number(to);
  return Math.min(low, high) < 1 || Math.max(low, high) > most ? `${noun} go from 1 to ${most}` : undefined;
}
