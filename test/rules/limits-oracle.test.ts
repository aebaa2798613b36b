/**
 * Our reading against that of the real pam_limits: what six builds of it logged and did for some hundred files. The record
 * is no part of the project; where it is not at hand, the sample hosts stand in, which every build reads without a word.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import type { Finding } from '../../server/src/engine/findings.ts';
import { limitsRecord, recordedBuilds } from '../harness/shared.ts';
import { findingsIn, type WorldFile, worldOf } from '../harness/world.ts';

const project = join(import.meta.dirname, '../..');

interface Message {
  readonly file: string;
  readonly line: number | null;
  readonly msg: string;
}

interface Outcome {
  readonly variants: readonly string[];
  readonly log: readonly Message[];
  readonly pam: string;
}

interface Case {
  readonly id: string;
  readonly text?: string;
  readonly text_b64?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly nr_open?: number;
  readonly as_uid?: number;
  readonly expected: readonly Outcome[];
}

/** What the module says of a line that it drops. */
const dropped = /invalid line|invalid uid range|range unsupported|wrong limit value|unknown limit (?:type|item)/;

/** Lines the module drops and we do not speak of. */
const unspoken: Readonly<Record<string, string>> = {
  'C-nofile-jinja': 'a placeholder of a template is never judged',
  'D-multispace-unlimited': 'only 1.6.0 takes blanks before a keyword for part of it',
  'D-trailing-ws-unlimited': 'only 1.6.0 takes blanks behind a keyword for part of it',
  'D-trailing-comment-unlimited': 'only 1.6.0 takes blanks behind a keyword for part of it',
};

/** Files that the module reads without a word, and of which we say that something is lost: by what it is. */
const lostInSilence: Readonly<Record<string, readonly string[]>> = {
  'the value is read as another one': [
    'C-memlock-64G',
    'C-memlock-hex',
    'C-nofile-64K',
    'C-nofile-comma',
    'C-nofile-underscore',
  ],
  'the item is unknown, and nobody logged in whom the line is for': ['A-item-unknown-other'],
  'a domain with % and an item other than maxlogins is dropped': [
    'A-item-maxsyslogins-pct',
    'F-pct-nofile',
    'F-pctgroup-nofile',
  ],
  'the mark of UTF-8 is part of the domain': ['D-bom'],
  'a command of the shell is taken for a limit of the user echo': ['D-echo-line'],
  'the tail of a comment is taken for a line by 1.5': ['D-long-comment', 'D-long-comment-1022'],
  'the second field is taken for - and all limits are off': ['E-2fields-dashword', 'E-2fields-dashword-then'],
  'the domain matches nobody': [
    'E-quoted-domain',
    'F-atat',
    'F-doublestar',
    'F-glob-group',
    'F-glob-user',
    'F-group-empty',
    'F-group-space',
    'F-list-group',
    'F-list-user',
    'F-markdown-star',
    'F-negation',
    'F-quoted-star',
    'F-range-reversed',
  ],
  'the id wraps around at 2^32': ['F-range-neg', 'F-range-neg2', 'F-range-overflow', 'F-range-overflow-1001'],
};

const cases: readonly Case[] = existsSync(limitsRecord)
  ? JSON.parse(readFileSync(limitsRecord, 'utf8')).cases
  : sampleCases();

function sampleCases(): readonly Case[] {
  const samples = join(project, 'test/samples');
  const quiet = [{ variants: Object.keys(recordedBuilds), log: [], pam: 'PAM_SUCCESS' }];
  return readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\/etc\/security\/.*\.conf$/.test(path))
    .map((path) => ({ id: path, text: readFileSync(join(samples, path), 'utf8'), expected: quiet }));
}

const folder = '/host/etc/security';

/**
 * The findings of every file of a case, by file name below the folder.
 * @param build the build that the host is known to have, if any
 */
function diagnose(each: Case, build?: string): ReadonlyMap<string, readonly Finding[]> {
  const text = each.text_b64 === undefined ? each.text : Buffer.from(each.text_b64, 'base64').toString('utf8');
  const sources = { ...(text !== undefined && { 'limits.conf': text }), ...each.files };
  const limits: WorldFile[] = Object.entries(sources)
    .map(([name, source]) => ({ path: `${folder}/${name}`, source }))
    .filter(({ path }) => /\/limits\.(?:conf|d\/[^/]+\.conf)$/.test(path));
  const files = [...limits, { path: '/host/etc/sysctl.conf', source: `fs.nr_open = ${each.nr_open ?? 1_048_576}\n` }];
  const host = build ? { pam: { value: recordedBuilds[build] as string, from: 'the record' } } : {};
  const workspace = worldOf(files, { host });
  return new Map(limits.map(({ path }) => [relative(folder, path), findingsIn(workspace, path)]));
}

const weight = { error: 2, warning: 1, information: 0, hint: 0 };

function* outcomes() {
  for (const each of cases) {
    for (const outcome of each.expected) {
      for (const build of outcome.variants) yield { each, outcome, build, findings: diagnose(each, build) };
    }
  }
}

describe('limits.conf as pam_limits reads it', () => {
  it('has a finding on every line that the module says it drops', () => {
    const missed = new Set<string>();
    for (const { each, outcome, build, findings } of outcomes()) {
      for (const { file, line, msg } of outcome.log) {
        if (line === null || !dropped.test(msg)) continue;
        const spoken = findings.get(file)?.some((found) => found.line === line - 1 && weight[found.severity] > 0);
        if (!spoken && !unspoken[each.id]) missed.add(`${each.id} line ${line} (${build}): ${msg}`);
      }
    }
    assert.deepEqual([...missed], []);
  });

  it('has a finding on every line that all builds drop, where nothing is known of the host', () => {
    const missed: string[] = [];
    for (const each of cases) {
      const findings = diagnose(each);
      for (const { file, line, msg } of each.expected.flatMap(({ log }) => log)) {
        const everywhere = each.expected.every(({ log }) =>
          log.some((other) => other.line === line && dropped.test(other.msg)),
        );
        if (line === null || !dropped.test(msg) || !everywhere || unspoken[each.id]) continue;
        const spoken = findings.get(file)?.some((found) => found.line === line - 1 && weight[found.severity] > 0);
        if (!spoken) missed.push(`${each.id} line ${line}: ${msg}`);
      }
    }
    assert.deepEqual(missed, []);
  });

  it('has a finding for every limit that the kernel refuses and every login that fails for want of descriptors', () => {
    const missed = new Set<string>();
    for (const { each, outcome, build, findings } of outcomes()) {
      const refused = outcome.log.some(({ msg }) => /Could not set limit for 'nofile'|audit_open\(\) failed/.test(msg));
      // Without the rights of root the host is the cause, and an empty file has no line to speak of.
      if (!refused || each.as_uid !== undefined || each.text === '') continue;
      const needed = outcome.pam === 'PAM_SUCCESS' ? weight.warning : weight.error;
      const spoken = [...findings.values()].flat().some((found) => weight[found.severity] >= needed);
      if (!spoken) missed.add(`${each.id} (${build})`);
    }
    assert.deepEqual([...missed], []);
  });

  it('has no error for what every build reads without a word, but where something is lost', () => {
    const lost = new Set<string>();
    const add = (each: Case, findings: ReadonlyMap<string, readonly Finding[]>) => {
      if ([...findings.values()].flat().some((found) => found.severity === 'error')) lost.add(each.id);
    };
    const isQuiet = ({ log, pam }: Outcome) => log.length === 0 && pam === 'PAM_SUCCESS';
    for (const { each, outcome, findings } of outcomes()) if (isQuiet(outcome)) add(each, findings);
    for (const each of cases) if (each.expected.every(isQuiet)) add(each, diagnose(each));
    const known = existsSync(limitsRecord) ? Object.values(lostInSilence).flat() : [];
    assert.deepEqual([...lost].sort(), known.sort());
  });
});
