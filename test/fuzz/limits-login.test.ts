/** Properties of the evaluator of limits.conf that hold for every file, whatever is in it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateLimits, type LoginOutcome } from '../../server/src/languages/limits/evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from '../../server/src/languages/limits/evaluate-defaults.ts';
import { resources } from '../../server/src/languages/limits/evaluate-limit.ts';
import { loginsByUser } from '../../server/src/languages/limits/evaluate-users.ts';
import { pamBuilds } from '../../server/src/languages/limits/pam.ts';
import { tried } from './arbitrary.ts';

const word = (...words: string[]) => fc.constantFrom(...words);
const domain = word(
  ...[
    'alice',
    'bob',
    'root',
    '*',
    '@devs',
    '@:2001',
    '@1000:',
    '%',
    '%devs',
    '%:2001',
    '1000:',
    ':1001',
    'a:b',
    'älice',
  ],
);
const type = word('-', 'soft', 'hard', 'Hard', 'both', '-x');
const item = word(...resources, 'maxlogins', 'maxsyslogins', 'priority', 'nonewprivs', 'chroot', 'nofiles', 'NOFILE');
const value = fc.oneof(
  word('0', '900', '1k', '-1', '-2', '-', 'unlimited', '2000000', '+5', 'x', '0x10', '9'.repeat(30)),
  fc.integer().map(String),
);
const gap = word(' ', ' ', '\t', '  ', '\v', '\u00a0');
const end = word('\n', '\n', '\n', '\r\n', ' # c\n', ' x\n', '\0\n', ` ${' '.repeat(1000)}\n`);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(domain, gap, type, gap, item, gap, value, end).map((parts) => parts.join('')) },
  fc.tuple(domain, gap, type, end).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }).map((text) => `${text}\n`),
);
const lines = fc.array(line, { maxLength: 12 });
const build = fc.constantFrom(...pamBuilds);
const user = fc.constantFrom(
  { name: 'alice', uid: 1001, gid: 1001, groups: [{ name: 'devs', gid: 2001 }] },
  { name: 'root', uid: 0, gid: 0, groups: [] },
);

type User = NonNullable<Parameters<typeof evaluateLimits>[1]['user']>;

function login(source: string, by: string, who: User, sessions: readonly string[] = []): LoginOutcome {
  const world = { inherited: usualInherited, pid1: usualPid1, nrOpen: usualNrOpen, sessions };
  return evaluateLimits([{ path: 'f', content: new TextEncoder().encode(source) }], { ...world, user: who, build: by });
}

describe('a login with any limits.conf', () => {
  it('has a soft limit up to the hard one for every resource, and messages in the order of the lines', () => {
    fc.assert(
      fc.property(lines, build, user, fc.array(word('alice', 'bob')), (source, by, who, sessions) => {
        const { limits, messages, pam, refused } = login(source.join(''), by, who, sessions);
        assert.deepEqual([...limits.keys()], [...resources]);
        for (const { soft, hard } of limits.values()) assert.ok(soft >= 0n && soft <= hard && hard < 2n ** 64n);
        assert.ok((limits.get('nofile')?.hard ?? 0n) <= usualNrOpen);
        assert.equal(refused, pam !== 'PAM_SUCCESS');
        const places = messages.map(({ line: at }) => at ?? Number.POSITIVE_INFINITY);
        assert.deepEqual(
          places,
          [...places].sort((a, b) => a - b),
        );
      }),
      tried(400),
    );
  });

  it('does not change by comments, by lines for others, or by being read in two files', () => {
    fc.assert(
      fc.property(lines, build, user, fc.nat(), (source, by, who, at) => {
        const cut = source.length === 0 ? 0 : at % source.length;
        const [before, after] = [source.slice(0, cut).join(''), source.slice(cut).join('')];
        const plain = login(before + after, by, who);
        const same = (other: LoginOutcome) => {
          const strip = ({ limits, messages, ...rest }: LoginOutcome) => ({
            pam: rest.pam,
            limits: Array.from(limits, ([name, { soft, hard }]) => [name, soft, hard]),
            messages: messages.map(({ priority, text }) => [priority, text.replace(/\d+ in '.'/, '')]),
          });
          assert.deepEqual(strip(other), strip(plain));
        };
        same(login(`${before}# alice - nofile 1\n \t\n${after}`, by, who));
        same(login(`${before}carol - nofile 1\n:4000 - nproc 1\ncarol -\n${after}`, by, who));
        const files = [before, after].map((text) => ({ path: 'f', content: new TextEncoder().encode(text) }));
        const world = { inherited: usualInherited, pid1: usualPid1, nrOpen: usualNrOpen };
        same(evaluateLimits(files, { ...world, user: who, build: by }));
      }),
      tried(300),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), build, (content, by) => {
        const files = [{ path: 'f', content }];
        for (const { nofile } of loginsByUser(files, by)) assert.ok(nofile.soft <= nofile.hard);
      }),
      tried(200),
    );
  });
});
