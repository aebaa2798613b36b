/**
 * The evaluator against six builds of the real pam_limits: the limits, the verdict and every message of some hundred files.
 * The record is no part of the project; `test/rules/limits-login.test.ts` holds each rule without it.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { infinite } from '../../server/src/languages/limits/c-numbers.ts';
import {
  evaluateLimits,
  type LimitsFile,
  type LoginOutcome,
  type LoginUser,
} from '../../server/src/languages/limits/evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from '../../server/src/languages/limits/evaluate-defaults.ts';
import type { Limits } from '../../server/src/languages/limits/evaluate-session.ts';
import { pamBuilds } from '../../server/src/languages/limits/pam.ts';
import { limitsRecord, recordedBuilds } from '../harness/shared.ts';

type Written = readonly [soft: string | number, hard: string | number];

interface Outcome {
  readonly variants: readonly string[];
  readonly changed: Readonly<Record<string, Written>>;
  readonly log: readonly {
    readonly file: string | null;
    readonly line: number | null;
    readonly msg: string;
    readonly prio: string;
  }[];
  readonly pam: string;
  readonly priority?: number;
  readonly no_new_privs?: number;
  readonly chrooted?: boolean;
}

interface Case {
  readonly id: string;
  readonly user: string;
  readonly text?: string;
  readonly text_b64?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly no_conf_argument?: boolean;
  readonly conf_missing?: boolean;
  readonly conf_is_directory?: boolean;
  readonly dangling?: string;
  readonly pam_args?: string;
  readonly nr_open?: number;
  readonly as_uid?: number;
  readonly utmp?: readonly string[];
  readonly expected: readonly Outcome[];
}

interface Meta {
  readonly nr_open: string;
  readonly proc1_limits: string;
  readonly baseline_empty_file: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Written>>>>>>;
  readonly users: Readonly<Record<string, { uid: number; gid: number; groups: string[] } | string>>;
  readonly groups: Readonly<Record<string, number>>;
}

const folder = '/etc/security';
const record: { meta: Meta; cases: readonly Case[] } | undefined = existsSync(limitsRecord)
  ? JSON.parse(readFileSync(limitsRecord, 'utf8'))
  : undefined;

/** What 1.5.2 says behind a link that leads nowhere is memory it has freed. */
const unforeseeable = /^error parsing the configuration file: '(?!\/)/;

function numberOf(written: string | number): bigint {
  return written === 'unlimited' ? infinite : BigInt(written);
}

function limitsOf(written: Readonly<Record<string, Written>>): Limits {
  return Object.fromEntries(
    Object.entries(written).map(([name, [soft, hard]]) => [name, { soft: numberOf(soft), hard: numberOf(hard) }]),
  );
}

/** The names of the items in /proc/1/limits. */
const kernelNames: Readonly<Record<string, string>> = {
  'cpu time': 'cpu',
  'file size': 'fsize',
  'data size': 'data',
  'stack size': 'stack',
  'core file size': 'core',
  'resident set': 'rss',
  processes: 'nproc',
  'open files': 'nofile',
  'locked memory': 'memlock',
  'address space': 'as',
  'file locks': 'locks',
  'pending signals': 'sigpending',
  'msgqueue size': 'msgqueue',
  'nice priority': 'nice',
  'realtime priority': 'rtprio',
  'realtime timeout': 'rttime',
};

function kernelLimits(text: string): Limits {
  const rows = [...text.matchAll(/^Max (.*?) {2,}(\w+) +(\w+)/gm)];
  return limitsOf(
    Object.fromEntries(rows.map(([, name = '', soft = '', hard = '']) => [kernelNames[name], [soft, hard]])),
  );
}

function userOf(name: string, { users, groups }: Meta): LoginUser | undefined {
  const user = users[name];
  if (typeof user !== 'object') return undefined;
  return {
    name,
    uid: user.uid,
    gid: user.gid,
    groups: user.groups.map((group) => {
      const other = users[group];
      return { name: group, gid: groups[group] ?? (typeof other === 'object' ? other.gid : -1) };
    }),
  };
}

/** The files in reading order, as pam_limits comes to them. */
function filesOf(each: Case): readonly LimitsFile[] {
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (!each.no_conf_argument) {
    const content =
      each.text_b64 === undefined ? bytes(each.text ?? '') : Uint8Array.from(Buffer.from(each.text_b64, 'base64'));
    return [{ path: 'limits.conf', place: `${folder}/limits.conf`, content: each.conf_missing ? undefined : content }];
  }
  const contents = new Map<string, Uint8Array | undefined>([['limits.conf', undefined]]);
  for (const [name, text] of Object.entries(each.files ?? {})) {
    const [top = '', inner = '', deeper] = name.split('/');
    contents.set(
      deeper === undefined ? name : `${top}/${inner}`,
      deeper === undefined ? bytes(text) : new Uint8Array(),
    );
  }
  if (each.dangling) contents.set(each.dangling, undefined);
  const fragments = [...contents.keys()].filter((name) => /^limits\.d\/[^.].*\.conf$/.test(name)).sort();
  return ['limits.conf', ...fragments].map((name) => ({
    path: name,
    place: `${folder}/${name}`,
    content: contents.get(name),
  }));
}

/** What the evaluator says of a case. */
function evaluated(each: Case, build: string, meta: Meta): LoginOutcome {
  return evaluateLimits(filesOf(each), {
    user: userOf(each.user, meta),
    userName: each.user,
    build: recordedBuilds[build] as string,
    // Upstream sets nothing for an empty file.
    inherited: limitsOf(meta.baseline_empty_file.empty?.up152 ?? {}),
    pid1: kernelLimits(meta.proc1_limits),
    nrOpen: BigInt(each.nr_open ?? meta.nr_open),
    callerUid: each.as_uid ?? 0,
    sessions: each.utmp ?? [],
    isMember: (user, group) => userOf(user, meta)?.groups.some(({ name }) => name === group) ?? false,
    moduleArguments: each.pam_args?.split(' ') ?? [],
    confArgument: !each.no_conf_argument,
  });
}

function changedIn(
  outcome: LoginOutcome,
  baseline: Readonly<Record<string, Written>>,
): Record<string, readonly string[]> {
  const changed: Record<string, readonly string[]> = {};
  for (const [name, { soft, hard }] of outcome.limits) {
    const [usualSoft, usualHard] = baseline[name] as Written;
    if (soft === numberOf(usualSoft) && hard === numberOf(usualHard)) continue;
    changed[name] = [soft, hard].map((value) => (value === infinite ? 'unlimited' : String(value)));
  }
  return changed;
}

function expectedIn(expected: Outcome) {
  const messages = expected.log.map(({ file, line, msg, prio }) => {
    const bytes = Buffer.from(msg.replace(/^pam_limits\(.*?\): /, ''), 'latin1');
    const text = Buffer.from(bytes.toString()).equals(bytes) ? bytes.toString() : bytes.toString('latin1');
    return { path: file, line, priority: prio, text: unforeseeable.test(text) ? 'unforeseeable' : text };
  });
  return {
    changed: expected.changed,
    pam: expected.pam,
    refused: expected.pam !== 'PAM_SUCCESS',
    messages,
    priority: expected.priority ?? 0,
    noNewPrivileges: expected.no_new_privs === 1,
    chrooted: expected.chrooted ?? false,
  };
}

function foundIn(outcome: LoginOutcome, expected: Outcome, baseline: Readonly<Record<string, Written>>) {
  const dangling = expected.log.some(({ msg }) => unforeseeable.test(msg.replace(/^pam_limits\(.*?\): /, '')));
  return {
    changed: changedIn(outcome, baseline),
    pam: outcome.pam,
    refused: outcome.refused,
    messages: outcome.messages.map(({ path: file, line, priority, text }) => ({
      path: file ?? null,
      line: line ?? null,
      priority,
      text: dangling && text.startsWith('error parsing') ? 'unforeseeable' : text,
    })),
    priority: outcome.priority?.value ?? 0,
    noNewPrivileges: outcome.noNewPrivileges?.value ?? false,
    chrooted: outcome.chroot !== undefined,
  };
}

describe('what pam_limits does with a file', () => {
  it('is what the real one did, in every build', () => {
    let compared = 0;
    const wrong: unknown[] = [];
    for (const each of record?.cases ?? []) {
      for (const expected of each.expected) {
        for (const build of expected.variants) {
          const { meta } = record as { meta: Meta };
          const baselines = meta.baseline_empty_file[each.user === 'root' ? 'empty_root' : 'empty'];
          const baseline = baselines?.[build] ?? {};
          const found = foundIn(evaluated(each, build, meta), expected, baseline);
          const right = expectedIn(expected);
          compared++;
          if (!isDeepStrictEqual(found, right)) wrong.push({ id: each.id, build, found, right });
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(!record || compared > 2000);
  });

  it('is nothing out of the ordinary for the sample hosts', () => {
    const samples = join(import.meta.dirname, '../samples');
    const paths = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\/etc\/security\/.*\.conf$/.test(name),
    );
    assert.ok(paths.length > 0);
    for (const name of paths) {
      for (const build of pamBuilds) {
        const outcome = evaluateLimits([{ path: name, content: readFileSync(join(samples, name)) }], {
          user: { name: 'haproxy', uid: 999, gid: 999, groups: [] },
          build,
          inherited: usualInherited,
          pid1: usualPid1,
          nrOpen: usualNrOpen,
        });
        assert.deepEqual({ pam: outcome.pam, messages: outcome.messages }, { pam: 'PAM_SUCCESS', messages: [] }, name);
      }
    }
  });
});
