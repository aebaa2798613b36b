/**
 * Files of very many lines, each about something else or all about the same: a rule that looks at all lines for every line would
 * take minutes, and the time of a processor that it is given here is far above what it takes otherwise.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Language } from '../../server/src/engine/language.ts';
import { sessionsOf } from '../../server/src/languages/limits/capacity.ts';
import { limits } from '../../server/src/languages/limits/language.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

/** With each of these lines for every other one, 3.6 thousand million steps. */
const count = 60_000;
/** Microseconds. */
const most = 8_000_000;

interface Shape {
  readonly language: Language;
  readonly path: string;
  readonly line: (index: number) => string;
  /** How many findings of which rule. */
  readonly said: Readonly<Record<string, number>>;
}

const inLimits = { language: limits, path: '/etc/security/limits.conf' };
const inSysctl = { language: sysctl, path: '/etc/sysctl.d/50-many.conf' };

const shapes: Readonly<Record<string, Shape>> = {
  'users who are all left alone, and have limits': {
    ...inLimits,
    line: (index) => `user${index % (count / 2)} ${index < count / 2 ? '-' : 'soft nofile 1024'}`,
    said: { 'limits/no-limits-line': count / 2 },
  },
  'limits for everybody, each set again': {
    ...inLimits,
    line: (index) => `* ${index % 2 ? 'soft' : 'hard'} nofile ${2000 + index}`,
    said: { 'limits/set-again': count - 2 },
  },
  'globs of one form, none wider than another': {
    ...inSysctl,
    line: (index) => `net.ipv4.conf.*.unknown${index} = 1`,
    said: {},
  },
  'globs that a wider one undoes': {
    ...inSysctl,
    line: (index) => `net.ipv4.conf.${index === count - 1 ? '*' : `eth${index}*`}.rp_filter = ${index % 2}`,
    // Half of them ask for what the last one sets.
    said: { 'sysctl/set-again': count / 2 },
  },
  'values of one key': {
    ...inSysctl,
    line: (index) => `vm.swappiness = ${index % 100}`,
    said: { 'sysctl/set-again': count - 1 },
  },
};

describe('files of very many lines are checked at once', () => {
  for (const [what, { language, path, line, said }] of Object.entries(shapes)) {
    it(`with ${what}`, () => {
      const source = `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;
      const rules = language.rules.filter(({ id }) => /set-again|no-limits-line/.test(id));
      const before = process.cpuUsage();
      const findings = findingsIn(worldOf([{ path, source }], { rules }), path);
      assert.ok(process.cpuUsage(before).user < most);
      const counted: Record<string, number> = {};
      for (const { rule } of findings) counted[rule.id] = (counted[rule.id] ?? 0) + 1;
      assert.deepEqual(counted, said);
    });
  }

  it('for the session of one user of many', () => {
    const source = `${Array.from({ length: count }, (_, index) => `user${index} soft nofile ${index + 16}`).join('\n')}\n`;
    const { path } = inLimits;
    const sessions = sessionsOf(worldOf([{ path, source }], { rules: [] }).view(path));
    const before = process.cpuUsage();
    assert.deepEqual(
      ['user7', `user${count - 1}`, 'somebody'].map((user) => sessions(user)?.softNofile.value),
      [23, count + 15, undefined],
    );
    assert.ok(process.cpuUsage(before).user < most);
  });
});
