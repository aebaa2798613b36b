/** How pam_limits reads limits.conf, rule by rule: what a login comes to. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { infinite } from '../../server/src/languages/limits/c-numbers.ts';
import { evaluateLimits, type Login, type LoginOutcome } from '../../server/src/languages/limits/evaluate.ts';
import { usualInherited, usualNrOpen, usualPid1 } from '../../server/src/languages/limits/evaluate-defaults.ts';
import { loginsByUser } from '../../server/src/languages/limits/evaluate-users.ts';
import { type PamBuild, pamBuilds } from '../../server/src/languages/limits/pam.ts';

const alice = {
  name: 'alice',
  uid: 1001,
  gid: 1001,
  groups: [
    { name: 'alice', gid: 1001 },
    { name: 'devs', gid: 2001 },
  ],
};
const root = {
  name: 'root',
  uid: 0,
  gid: 0,
  groups: [
    { name: 'root', gid: 0 },
    { name: 'devs', gid: 2001 },
  ],
};
const upstream = pamBuilds.filter((build) => !build.startsWith('debian-'));
const old: readonly PamBuild[] = ['debian-1.5.2', '1.5.2'];
const since160 = pamBuilds.filter((build) => !old.includes(build));

function login(build: string, source: string | Uint8Array, more: Partial<Login> = {}): LoginOutcome {
  const content = typeof source === 'string' ? new TextEncoder().encode(source) : source;
  return evaluateLimits([{ path: 'limits.conf', place: '/etc/security/limits.conf', content }], {
    user: alice,
    build,
    inherited: { ...usualInherited, nofile: { soft: 1500n, hard: 30_000n }, nproc: { soft: 3000n, hard: 5000n } },
    pid1: usualPid1,
    nrOpen: usualNrOpen,
    ...more,
  });
}

function limitIn(outcome: LoginOutcome, item: string): string {
  const { soft, hard } = outcome.limits.get(item) ?? { soft: -1n, hard: -1n };
  return [soft, hard].map((value) => (value === infinite ? 'unlimited' : String(value))).join(':');
}

const messagesIn = ({ messages }: LoginOutcome) =>
  messages.map(({ line, priority, text }) => `${line ?? '-'} ${priority} ${text}`);

interface Row {
  readonly what: string;
  readonly text: string;
  readonly item?: string;
  /** `soft:hard`, or that of a build; without a value the limit that an empty file leaves. */
  readonly limit?: string;
  readonly builds?: readonly string[];
  readonly more?: Partial<Login>;
  readonly messages?: readonly string[];
  readonly pam?: string;
}

const debug = (value: string) => `1 debug wrong limit value '${value}' for limit type '-'`;

const rows: readonly Row[] = [
  { what: 'a line for the user', text: 'alice - nofile 900\n', limit: '900:900' },
  { what: 'the last of equal rank', text: 'alice - nofile 900\nalice - nofile 800\n', limit: '800:800' },
  {
    what: 'the user before the group before everybody',
    text: 'alice - nofile 64\n@devs - nofile 65\n* - nofile 66\n',
    limit: '64:64',
  },
  { what: 'the group before everybody', text: '@devs - nofile 65\n* - nofile 66\n', limit: '65:65' },
  { what: 'a range of uids as near as the user', text: 'alice - nofile 64\n1000:1100 - nofile 67\n', limit: '67:67' },
  { what: 'a uid with its upper 32 bits lost', text: ':4294968297 - nofile 64\n', limit: '64:64' },
  {
    what: 'a range of gids, of the primary group only',
    text: '@1000: - nofile 64\n@2000: - nofile 65\n',
    limit: '64:64',
  },
  { what: 'a gid of any group', text: '@:2001 - nofile 64\n', limit: '64:64' },
  { what: 'a soft limit above the hard one', text: 'alice soft nofile 900\nalice hard nofile 800\n', limit: '800:800' },
  {
    what: 'an outranked soft limit that takes the hard one of the same line with it',
    text: 'alice soft nofile 100\n* - nofile 200\n',
    limit: '100:30000',
    builds: upstream,
  },
  { what: 'the same lines the other way round', text: '* - nofile 200\nalice soft nofile 100\n', limit: '100:200' },
  { what: 'type, item and value in any case', text: 'alice HARD NOFILE 900\nalice SOFT nofile 90\n', limit: '90:900' },
  { what: 'kibibytes', text: 'alice - memlock 64\n', item: 'memlock', limit: '65536:65536' },
  { what: 'minutes', text: 'alice - cpu 2\n', item: 'cpu', limit: '120:120' },
  { what: 'nice upside down and within bounds', text: 'alice - nice -30\n', item: 'nice', limit: '40:40' },
  { what: 'leading digits only', text: 'alice - nproc 65,536\n', item: 'nproc', limit: '65:65' },
  {
    what: 'a negative number, which wraps around',
    text: 'alice - nproc -2\n',
    item: 'nproc',
    limit: '18446744073709551614:18446744073709551614',
  },
  {
    what: 'a negative number of kibibytes, which is no limit',
    text: 'alice - memlock -64\n',
    item: 'memlock',
    limit: 'unlimited:unlimited',
  },
  {
    what: 'unlimited descriptors, which are fs.nr_open',
    text: 'alice - nofile unlimited\n',
    limit: '65536:65536',
    more: { nrOpen: 65_536n },
  },
  {
    what: 'no word for no limit where there is none',
    text: 'alice - nice unlimited\n',
    item: 'nice',
    limit: '0:0',
    builds: ['debian-1.5.2', '1.7.2'],
    messages: [debug('unlimited')],
  },
  {
    what: 'a wrong value, said as a warning lately',
    text: 'alice - nofile many\n',
    limit: '1500:30000',
    builds: ['git'],
    messages: ["1 warning wrong limit value 'many' for limit item 'nofile' of type '-'"],
  },
  { what: 'nothing said of a line for others', text: 'bob - nofile many\n', messages: [] },
  { what: 'an unknown item', text: 'alice - nofiles 9\n', messages: ["1 debug unknown limit item 'nofiles'"] },
  {
    what: 'rttime before 1.7.1',
    text: 'alice - rttime 9\n',
    item: 'rttime',
    limit: 'unlimited:unlimited',
    builds: ['1.6.1'],
    messages: ["1 debug unknown limit item 'rttime'"],
  },
  { what: 'rttime since 1.7.1', text: 'alice - rttime 9\n', item: 'rttime', limit: '9:9', builds: ['1.7.2', 'git'] },
  { what: 'an unknown type', text: 'alice both nofile 9\n', messages: ["1 debug unknown limit type 'both'"] },
  {
    what: 'three fields, quoted',
    text: '\nalice nofile 9 # c\n',
    builds: old,
    messages: ["2 warning invalid line 'alice nofile 9 ' - skipped"],
  },
  {
    what: 'three fields, of which 1.6.0 quotes one',
    text: 'alice nofile 9\n',
    builds: ['1.6.0'],
    messages: ["1 warning invalid line 'alice' - skipped"],
  },
  {
    what: 'three fields, by the number of the line',
    text: 'alice nofile 9\n',
    builds: ['1.6.1', '1.7.2', 'git'],
    messages: ["1 warning invalid line 1 in '/etc/security/limits.conf' - skipped"],
  },
  {
    what: 'a colon that makes no range',
    text: 'alice: - nofile 9\n',
    messages: ["1 debug wrong min_uid/gid value in 'alice:'", "1 warning invalid uid range 'alice:' - skipped"],
  },
  { what: 'a colon alone', text: ': - nofile 9\n', messages: ["1 warning invalid uid range ':' - skipped"] },
  { what: 'a fifth field, ignored', text: 'alice - nofile unlimited 9\n', limit: '1048576:1048576', builds: old },
  {
    what: 'a fifth field, part of the value',
    text: 'alice - nofile unlimited 9\n',
    limit: '1500:30000',
    builds: ['1.6.1'],
    messages: [debug('unlimited 9')],
  },
  {
    what: 'blanks before a word in 1.6.0',
    text: 'alice - nofile  unlimited\n',
    limit: '1500:30000',
    builds: ['1.6.0'],
    messages: [debug(' unlimited')],
  },
  {
    what: 'blanks before a word in any other',
    text: 'alice - nofile  unlimited \n',
    limit: '1048576:1048576',
    builds: ['debian-1.5.2', '1.5.2', '1.6.1', '1.7.2', 'git'],
  },
  { what: 'CR behind a number', text: 'alice - nofile 900\r\n', limit: '900:900' },
  {
    what: 'CR behind a word, a blank once',
    text: 'alice - nofile unlimited\r\n',
    limit: '1048576:1048576',
    builds: old,
  },
  {
    what: 'CR behind a word, a part of it since',
    text: 'alice - nofile unlimited\r\n',
    limit: '1500:30000',
    builds: ['1.6.1', '1.7.2'],
    messages: [debug('unlimited\r')],
  },
  { what: 'form feeds, blanks once', text: 'alice\f-\fnofile\f900\n', limit: '900:900', builds: old },
  {
    what: 'form feeds, letters since',
    text: 'alice\f-\fnofile\f900\n',
    builds: ['1.6.1'],
    messages: ["1 warning invalid line 1 in '/etc/security/limits.conf' - skipped"],
  },
  {
    what: 'the tail of a long comment, taken for a line',
    text: `# ${'x'.repeat(1020)} alice - nofile 900\n`,
    limit: '900:900',
    builds: old,
  },
  {
    what: 'the tail of a long comment, left alone',
    text: `# ${'x'.repeat(1020)} alice - nofile 900\n`,
    limit: '1500:30000',
    builds: since160,
  },
  { what: 'a NUL, which ends the line', text: 'alice - nofile 900\0 x\nalice - nproc 50\n', limit: '900:900' },
  { what: 'a hash anywhere, which ends the line', text: 'alice - nofile 900#0\n', limit: '900:900' },
  {
    what: 'a line without limits, before or behind',
    text: 'alice - nofile 900\nalice -\n* - nproc 5\n',
    limit: '1500:30000',
  },
  { what: 'a line without limits for nobody', text: '* -\n% -\n%devs -\n* - nofile 900\n', limit: '900:900' },
  {
    what: 'a line without limits for a gid behind %, taken for a uid',
    text: '* - nofile 900\n%:1001 -\n',
    limit: '1500:30000',
  },
  { what: 'root among everybody', text: '* - nofile 900\n', limit: '900:900', builds: upstream, more: { user: root } },
  {
    what: 'root not among everybody on Debian',
    text: '* - nofile 900\n@devs - nofile 901\n',
    limit: '1024:1048576',
    builds: ['debian-1.5.2'],
    more: { user: root },
  },
  {
    what: 'root reached as a uid by a range of gids on Debian',
    text: '@0: - nofile 900\n',
    limit: '900:900',
    builds: ['debian-1.5.2'],
    more: { user: root },
  },
  {
    what: 'root let off as a member of a group on Debian',
    text: 'root - nofile 900\n@devs -\n',
    limit: '1500:30000',
    builds: ['debian-1.5.2'],
    more: { user: root },
  },
  { what: 'the limits of PID 1 on Debian', text: '', limit: '1024:1048576', builds: ['debian-1.5.2'] },
  {
    what: 'the limits of PID 1 with set_all',
    text: '',
    limit: '1048576:1048576',
    builds: ['1.7.2'],
    more: { moduleArguments: ['set_all'] },
  },
  {
    what: 'a limit above fs.nr_open, which refuses the session',
    text: 'alice - nofile 2000000\nalice - nproc 50\n',
    limit: '1500:30000',
    builds: upstream,
    pam: 'PAM_PERM_DENIED',
    messages: ["- err Could not set limit for 'nofile': Operation not permitted"],
  },
  {
    what: 'a limit above fs.nr_open, which Debian goes past',
    text: 'alice - nofile 2000000\n',
    limit: '1500:30000',
    builds: ['debian-1.5.2'],
    messages: [
      "- debug Could not set limit for 'nofile' to soft=2000000, hard=2000000: Operation not permitted; uid=0,euid=0",
    ],
  },
  {
    what: 'a hard limit that only root can raise',
    text: 'alice hard nofile 60000\n',
    limit: '1500:30000',
    builds: upstream,
    more: { callerUid: 1001 },
    pam: 'PAM_PERM_DENIED',
    messages: ["- err Could not set limit for 'nofile': Operation not permitted"],
  },
  {
    what: 'a priority that only root can raise',
    text: 'alice - priority -5\n',
    builds: ['1.7.2'],
    more: { callerUid: 1001 },
    pam: 'PAM_PERM_DENIED',
    messages: ['- err Could not set limit for PRIO_PROCESS: Permission denied'],
  },
  {
    what: 'too few descriptors for libpam itself',
    text: 'alice - nofile 1k\n',
    limit: '1:1',
    pam: 'PAM_SYSTEM_ERR',
    messages: ['- crit PAM audit_open() failed: Too many open files'],
  },
  { what: 'no logins', text: 'alice any maxlogins 0\n', pam: 'PAM_PERM_DENIED', messages: [] },
  { what: 'logins of the user', text: '* - maxlogins 1\n', more: { sessions: ['bob', 'bob'] } },
  {
    what: 'one login too many',
    text: '* - maxlogins 1\n',
    more: { sessions: ['alice'] },
    pam: 'PAM_PERM_DENIED',
    messages: ['- notice Too many logins (max 1) for alice'],
  },
  {
    what: 'logins of a group',
    text: '%devs - maxlogins 1\n',
    more: { sessions: ['bob', 'carol'], isMember: (user) => user === 'bob' },
    pam: 'PAM_PERM_DENIED',
    messages: ['- notice Too many logins (max 1) for alice'],
  },
  {
    what: 'logins of nobody in the group',
    text: '%devs - maxlogins 1\n',
    more: { sessions: ['carol'], isMember: () => false },
  },
  {
    what: 'logins of all, by a line that is outranked',
    text: 'alice - maxlogins 1\n* - maxsyslogins 9\n',
    more: { sessions: ['bob'] },
    pam: 'PAM_PERM_DENIED',
    messages: ['- notice Too many logins (max 1) for alice'],
  },
  { what: 'root, whose logins nobody counts', text: 'root - maxlogins 0\n', more: { user: root } },
  {
    what: 'a percent sign before anything but logins',
    text: '% - nofile 900\n',
    limit: '1500:30000',
    builds: upstream,
  },
  {
    what: 'a range behind a percent sign',
    text: '%1: - maxlogins 0\n',
    messages: ['1 warning range unsupported for %group matching - ignored'],
  },
  {
    what: 'chroot into a folder that is not there',
    text: 'alice - chroot /nonexistent\n',
    builds: ['debian-1.5.2'],
    pam: 'PAM_PERM_DENIED',
  },
  {
    what: 'chroot elsewhere than on Debian',
    text: 'alice - chroot /srv\n',
    builds: ['1.5.2'],
    messages: ["1 debug unknown limit item 'chroot'"],
  },
  {
    what: 'a user who does not exist',
    text: '* - nofile 900\n',
    limit: '1500:30000',
    more: { user: undefined },
    pam: 'PAM_USER_UNKNOWN',
  },
  {
    what: 'an argument nobody knows',
    text: '',
    more: { moduleArguments: ['quiet'] },
    messages: ['- err unknown option: quiet'],
  },
];

describe('a login with limits.conf', () => {
  for (const {
    what,
    text,
    item = 'nofile',
    limit,
    builds = pamBuilds,
    more,
    messages = [],
    pam = 'PAM_SUCCESS',
  } of rows) {
    it(what, () => {
      for (const build of builds) {
        const outcome = login(build, text, more);
        const found = { pam: outcome.pam, messages: messagesIn(outcome), limit: limit && limitIn(outcome, item) };
        assert.deepEqual(found, { pam, messages, limit }, build);
        assert.equal(outcome.refused, pam !== 'PAM_SUCCESS', build);
      }
    });
  }

  it('sets what is no limit by the last line that matches', () => {
    const outcome = login(
      'debian-1.5.2',
      'alice - priority 3\n* - priority 50\nalice x nonewprivs 1\nalice - chroot /Srv\n',
    );
    assert.equal(outcome.priority?.value, 19);
    assert.equal(outcome.noNewPrivileges?.value, true);
    assert.equal(outcome.chroot?.directory, '/srv');
    assert.equal(login('git', 'alice - nonewprivs 1\n* - nonewprivs yes\n').noNewPrivileges?.value, false);
  });

  it('says which line decided', () => {
    const { limits } = login('1.7.2', '* soft nofile 900\nalice hard nofile 9000\n');
    const { softFrom, hardFrom } = limits.get('nofile') ?? {};
    assert.deepEqual(
      [softFrom, hardFrom],
      [
        { path: 'limits.conf', line: 1 },
        { path: 'limits.conf', line: 2 },
      ],
    );
    assert.equal(limits.get('nproc')?.softFrom, 'inherited');
    assert.equal(login('debian-1.5.2', '').limits.get('nproc')?.softFrom, 'pid1');
  });

  it('quotes what is no UTF-8 byte by byte', () => {
    const outcome = login('1.5.2', Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x0a]));
    assert.deepEqual(messagesIn(outcome), ["1 warning invalid line '\u00ff\u00fea' - skipped"]);
    assert.deepEqual(messagesIn(login('1.5.2', 'älice\n')), ["1 warning invalid line 'älice' - skipped"]);
  });

  it('reads several files as one, and stops at one that is missing before 1.5.3', () => {
    const world = { user: alice, inherited: usualInherited, pid1: usualPid1, nrOpen: usualNrOpen };
    const content = new TextEncoder().encode('alice - nofile 900\n');
    const files = [
      { path: 'a', content },
      { path: 'b', content: undefined },
      { path: 'c', content: new TextEncoder().encode('x\n') },
    ];
    const before = evaluateLimits(files, { ...world, build: '1.5.2' });
    assert.equal(before.pam, 'PAM_SERVICE_ERR');
    assert.deepEqual(messagesIn(before), [
      '- warning cannot read settings from b: No such file or directory',
      "- err error parsing the configuration file: 'b' ",
    ]);
    const after = evaluateLimits(files, { ...world, build: '1.6.1' });
    assert.equal(limitIn(after, 'nofile'), '900:900');
    assert.deepEqual(after.messages, [
      { path: 'c', line: 1, priority: 'warning', text: "invalid line 1 in 'c' - skipped" },
    ]);
    assert.equal(
      evaluateLimits([{ path: 'b', content: undefined }], { ...world, build: 'git', confArgument: true }).pam,
      'PAM_SERVICE_ERR',
    );
  });
});

describe('the descriptors of the users that files name', () => {
  const of = (text: string, build = 'debian-1.5.2') =>
    Array.from(loginsByUser([{ path: 'f', content: new TextEncoder().encode(text) }], build), (each) => {
      const { user, line, nofile, outcome, uncertain } = each;
      return `${line} ${user} ${nofile.soft}:${nofile.hard} ${outcome.pam}${uncertain ? ' uncertain' : ''}`;
    });

  it('are those after all lines', () => {
    assert.deepEqual(of('* - nofile 4096\nhaproxy soft nofile 65536\nhaproxy hard nofile 65536\nroot - nproc 9\n'), [
      '2 haproxy 65536:65536 PAM_SUCCESS',
      '4 root 1024:1048576 PAM_SUCCESS',
      '1 every other user 4096:4096 PAM_SUCCESS',
    ]);
    assert.deepEqual(of('haproxy - nofile 2000000\n', '1.7.2'), ['1 haproxy 1024:524288 PAM_PERM_DENIED']);
  });

  it('are uncertain where a group or a range matters', () => {
    assert.deepEqual(of('bob - core 0\n@web - nofile 5000\n'), ['1 bob 1024:1048576 PAM_SUCCESS uncertain']);
    assert.deepEqual(of('bob - nofile 9\n@web - nofile 5000\n'), ['1 bob 9:9 PAM_SUCCESS']);
    assert.deepEqual(of('bob - nofile 9\n@web -\n'), ['1 bob 9:9 PAM_SUCCESS uncertain']);
    assert.deepEqual(of('bob - nofile 9\n1:9 - nofile 5\n'), ['1 bob 9:9 PAM_SUCCESS uncertain']);
    assert.deepEqual(of('bob - core 0\n@web - nproc 5000\n'), ['1 bob 1024:1048576 PAM_SUCCESS']);
  });
});
