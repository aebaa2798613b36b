/** The options of `headroom effective --user`. */
import { nearest } from '../../engine/nearest.ts';
import { infinite } from '../../languages/limits/c-numbers.ts';
import type { Login, LoginUser } from '../../languages/limits/evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from '../../languages/limits/evaluate-defaults.ts';
import { resources } from '../../languages/limits/evaluate-limit.ts';
import type { Limits } from '../../languages/limits/evaluate-session.ts';
import { pamBuilds } from '../../languages/limits/pam.ts';
import { choiceOf, type OptionSpecs, readArguments } from '../arguments.ts';
import { UsageError } from '../io.ts';

export const limitsSpecs = {
  user: { kind: 'value', value: 'NAME', help: 'who logs in' },
  uid: { kind: 'value', value: 'N', help: 'the uid; 0 for root, else 1000 where nothing is said' },
  gid: { kind: 'value', value: 'N', help: 'the primary group; the same number where nothing is said' },
  groups: { kind: 'value', value: 'NAME:GID,…', help: 'the groups the user is in' },
  pam: {
    kind: 'value',
    value: pamBuilds.join('|'),
    help: 'the build of pam_limits; debian-1.5.2 where nothing is said',
  },
  inherited: {
    kind: 'value',
    value: 'ITEM=SOFT:HARD,…',
    help: 'limits of the process that opens the session, in kernel units',
  },
  pid1: {
    kind: 'value',
    value: 'ITEM=SOFT:HARD,…',
    help: 'limits of PID 1, from which Debian starts, in kernel units',
  },
  'nr-open': { kind: 'value', value: 'N', help: 'the sysctl key fs.nr_open; 1048576 where nothing is said' },
  sessions: { kind: 'value', value: 'USER,…', help: 'who is logged in already, once per session' },
  members: {
    kind: 'list',
    value: 'GROUP=USER,…',
    help: 'who of them is in a group that a line counts; may be given again',
  },
  'caller-uid': { kind: 'value', value: 'N', help: 'who opens the session; 0 where nothing is said' },
  'module-args': { kind: 'value', value: 'WORD,…', help: 'words behind pam_limits.so, such as set_all and debug' },
  format: { kind: 'value', value: 'text|json', help: 'how it is printed; text where nothing is said' },
  help: { kind: 'flag', short: 'h', help: 'show this help' },
} as const satisfies OptionSpecs;

export interface LimitsOptions {
  readonly login: Login & { readonly user: LoginUser };
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';
}

/** Undefined where help is asked for; throws a `UsageError` for what cannot be understood. */
export function readLimitsOptions(args: readonly string[]): LimitsOptions | undefined {
  const { options, positionals } = readArguments(args, limitsSpecs);
  if (options.help) return undefined;
  const name = options.user ?? '';
  if (name === '') throw new UsageError('--user needs a value: --user NAME');
  const uid = idOf('--uid', options.uid) ?? (name === 'root' ? 0 : 1000);
  const gid = idOf('--gid', options.gid) ?? uid;
  const groups = listOf(options.groups).map(groupOf);
  // useradd gives a user a group of the same name.
  if (!groups.some((group) => group.gid === gid)) groups.push({ name, gid });
  const nrOpen = options['nr-open'];
  if (nrOpen !== undefined && !/^\d{1,20}$/.test(nrOpen)) throw new UsageError(`--nr-open: '${nrOpen}' is no number`);
  return {
    login: {
      user: { name, uid, gid, groups },
      build: choiceOf('--pam', options.pam, pamBuilds) ?? 'debian-1.5.2',
      inherited: limitsOf('--inherited', options.inherited, usualInherited),
      pid1: limitsOf('--pid1', options.pid1, usualPid1),
      nrOpen: nrOpen === undefined ? usualNrOpen : BigInt(nrOpen),
      callerUid: idOf('--caller-uid', options['caller-uid']) ?? 0,
      sessions: listOf(options.sessions),
      moduleArguments: listOf(options['module-args']),
    },
    members: new Map(options.members.map(membersOf)),
    paths: positionals,
    format: choiceOf('--format', options.format, ['text', 'json']) ?? 'text',
  };
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((word) => word !== '');
}

function idOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(id < 2 ** 32)) throw new UsageError(`${option}: '${text}' is no id: expected a number below 2^32`);
  return id;
}

function groupOf(text: string): { name: string; gid: number } {
  const [, name, id] = /^([^:]+):(.*)$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--groups: '${text}' is not of the form NAME:GID`);
  return { name, gid: idOf('--groups', id) as number };
}

function membersOf(text: string): [string, ReadonlySet<string>] {
  const [, group, users] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (group === undefined) throw new UsageError(`--members: '${text}' is not of the form GROUP=USER,…`);
  return [group, new Set(listOf(users))];
}

function limitsOf(option: string, text: string | undefined, usual: Limits): Limits {
  const limits = { ...usual };
  for (const each of listOf(text)) {
    const [, item = '', soft, hard = soft] = /^([^=]+)=(\w+)(?::(\w+))?$/.exec(each) ?? [];
    if (soft === undefined || hard === undefined)
      throw new UsageError(`${option}: '${each}' is not of the form ITEM=SOFT:HARD`);
    if (!(resources as readonly string[]).includes(item)) {
      const near = nearest(item, resources, 1)[0];
      throw new UsageError(
        `${option}: '${item}' is no resource limit; ${near ? `did you mean '${near}'?` : `known are ${resources.join(', ')}`}`,
      );
    }
    limits[item] = { soft: amountOf(option, soft), hard: amountOf(option, hard) };
  }
  return limits;
}

function amountOf(option: string, text: string): bigint {
  if (text === 'unlimited' || text === 'infinity') return infinite;
  const value = /^\d{1,20}$/.test(text) ? BigInt(text) : infinite + 1n;
  if (value > infinite) throw new UsageError(`${option}: '${text}' is no limit: expected a number or unlimited`);
  return value;
}
