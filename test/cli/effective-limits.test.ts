import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { documentIn, folderWith, headroom } from './command-line.ts';

const folders = {
  'etc/security/limits.conf': '* - nofile 100\nhaproxy soft memlock 64\nfoo\n',
  'etc/security/limits.d/9-a.conf': '* - nofile 109\n',
  'etc/security/limits.d/10-b.conf': '* - nofile 110\n',
  'etc/security/limits.d/.11.conf': '* - nofile 111\n',
  'etc/security/limits.d/12.conf.bak': '* - nofile 112\n',
  'etc/security/limits.d/13.CONF': '* - nofile 113\n',
};

const effective = async (cwd: string, ...args: string[]) =>
  documentIn(await headroom(['effective', '--format', 'json', ...args], { cwd }));

describe('headroom effective --user', () => {
  it('prints what differs from an empty file, the verdict and the messages', async (t) => {
    const cwd = folderWith(t, { 'limits.conf': 'haproxy - nofile 900\nfoo\nhaproxy - core unlimited\n' });
    assert.deepEqual(await effective(cwd, '--user', 'haproxy', '--pam', '1.6.1', 'limits.conf'), {
      version: 1,
      user: 'haproxy',
      limits: { core: ['unlimited', 'unlimited'], nofile: ['900', '900'] },
      refused: false,
      pam: 'PAM_SUCCESS',
      messages: [
        {
          path: 'limits.conf',
          line: 2,
          priority: 'warning',
          text: "invalid line 2 in '/etc/security/limits.conf' - skipped",
        },
      ],
    });
  });

  it('reads folders in the order of pam_limits', async (t) => {
    const cwd = folderWith(t, folders);
    const all = await effective(cwd, '--user', 'haproxy', '.');
    assert.deepEqual(all.limits, { nofile: ['109', '109'], memlock: ['65536', '8388608'] });
    assert.deepEqual(await effective(cwd, '--user', 'haproxy', 'etc/security'), all);
    const { limits, messages } = await effective(cwd, '--user', 'haproxy', 'etc/security/limits.d/');
    assert.deepEqual([limits, messages], [{ nofile: ['109', '109'] }, []]);
    const files = ['limits.d/9-a.conf', 'limits.d/10-b.conf', 'limits.conf'];
    assert.deepEqual(await effective(join(cwd, 'etc/security'), '--user', 'haproxy', ...files), {
      ...all,
      messages: [{ ...all.messages[0], path: 'limits.conf' }],
    });
    assert.equal(all.messages[0].path, 'etc/security/limits.conf');
  });

  it('says which named files of limits.d are not read', async (t) => {
    const cwd = folderWith(t, folders);
    const bak = 'etc/security/limits.d/12.conf.bak';
    const { stdout, stderr, code } = await headroom(['effective', '--user', 'a', '--format', 'json', bak], { cwd });
    assert.deepEqual(JSON.parse(stdout).limits, {});
    assert.match(stderr, /12\.conf\.bak: not read/);
    assert.equal(code, 0);
  });

  it('finds out that limits.conf or the target of a link is missing', async (t) => {
    const cwd = folderWith(t, {
      'a/limits.d/10.conf': '* - nofile 110\n',
      'b/limits.conf': '',
      'b/limits.d/x.conf': '',
    });
    symlinkSync('nowhere', join(cwd, 'b/limits.d/05.conf'));
    assert.equal((await effective(cwd, '--user', 'a', '--pam', '1.5.2', 'a')).pam, 'PAM_SERVICE_ERR');
    assert.equal((await effective(cwd, '--user', 'a', '--pam', '1.6.0', 'a')).pam, 'PAM_SUCCESS');
    const { refused, messages } = await effective(cwd, '--user', 'a', 'b');
    assert.equal(refused, true);
    assert.deepEqual(messages[0], {
      path: null,
      line: null,
      priority: 'warning',
      text: 'cannot read settings from /etc/security/limits.d/05.conf: No such file or directory',
    });
  });

  it('takes the user, the groups and the machine from options', async (t) => {
    const cwd = folderWith(t, {
      'limits.conf':
        '@web soft nofile 2000\n@:7 - nproc 50\n:33 - core 1\n%web - maxlogins 2\nroot - locks unlimited\nbob - nofile unlimited\n',
    });
    const of = (...args: string[]) => effective(cwd, '--pam', '1.7.2', ...args, 'limits.conf');
    const machine = ['--inherited', 'nofile=1500:30000,nproc=3000:5000,core=unlimited'];
    const web = ['--user', 'www', '--uid', '33', '--gid', '7', '--groups', 'web:8', ...machine];
    assert.deepEqual((await of(...web)).limits, {
      core: ['1024', '1024'],
      nproc: ['50', '50'],
      nofile: ['2000', '30000'],
    });
    assert.equal((await of(...web, '--sessions', 'bob,bob')).pam, 'PAM_PERM_DENIED');
    assert.equal((await of(...web, '--sessions', 'bob,bob', '--members', 'web=carol')).pam, 'PAM_SUCCESS');
    assert.deepEqual((await of('--user', 'bob', '--nr-open', '65536')).limits, { nofile: ['65536', '65536'] });
    assert.deepEqual((await of('--user', 'root')).limits, {});
    const debian = ['--user', 'carol', '--pam', 'debian-1.5.2', '--pid1', 'nofile=512:2048', '--nr-open', '1024'];
    assert.deepEqual((await effective(cwd, ...debian, 'limits.conf')).limits, { nofile: ['1024', '524288'] });
    assert.equal((await of('--user', 'carol', '--module-args', 'debug')).messages[0].priority, 'debug');
    assert.equal((await of('--user', 'bob', '--caller-uid', '5', '--inherited', 'nofile=9')).refused, true);
  });

  it('is a table for people', async (t) => {
    const cwd = folderWith(t, {
      'limits.conf':
        '* soft nofile 4096\n* hard nofile 65536\nbob - memlock 65536\nbob - cpu 90\nbob - nice -5\nbob - maxlogins 3\nbob x\n',
    });
    const { stdout, code } = await headroom(['effective', '--user', 'bob', '-', 'limits.conf'], {
      cwd,
      stdin: 'bob - priority 4\n',
    });
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `bob (uid 1000), pam_limits debian-1.5.2: logs in

item           soft      hard  meaning                                      decided by
cpu            5400      5400  1 h 30 min                                   limits.conf:4
nofile         4096     65536  4 096 descriptors, up to 65 536 descriptors  soft limits.conf:1, hard limits.conf:2
memlock    67108864  67108864  64 MiB                                       limits.conf:3
nice             25        25  nice down to -5                              limits.conf:5
maxlogins                   3  logins                                       limits.conf:6
priority                    4  nice value of the session                    <stdin>:1

In the log:
  limits.conf:7: warning: invalid line 'bob x' - skipped
`,
    );
    const empty = await headroom(['effective', '--user', 'bob', '-'], { cwd });
    assert.match(empty.stdout, /: logs in\n\nThe limits are those of an empty limits\.conf\.\n$/);
  });

  it('ends with 2 where a file cannot be read or the line is wrong', async (t) => {
    const cwd = folderWith(t, { 'limits.conf': '' });
    const wrong: readonly (readonly [args: string, message: RegExp])[] = [
      ['--user a gone.conf', /gone\.conf: /],
      ['limits.conf', /headroom effective --user NAME FILES/],
      ['--user a', /name files or folders/],
      ['--user= limits.conf', /--user needs a value/],
      ['--user a --uid x limits.conf', /--uid: 'x' is no id/],
      ['--user a --gid 4294967296 limits.conf', /--gid: '4294967296' is no id/],
      ['--user a --groups web limits.conf', /--groups: 'web' is not of the form NAME:GID/],
      ['--user a --pam 1.4.0 limits.conf', /--pam is one of debian-1\.5\.2, 1\.5\.2/],
      ['--user a --inherited nofil=1:2 limits.conf', /'nofil' is no resource limit; did you mean 'nofile'\?/],
      ['--user a --pid1 nofile limits.conf', /--pid1: 'nofile' is not of the form ITEM=SOFT:HARD/],
      ['--user a --inherited nofile=1:-1 limits.conf', /is not of the form/],
      ['--user a --inherited nofile=1:2k limits.conf', /'2k' is no limit/],
      ['--user a --nr-open many limits.conf', /--nr-open: 'many' is no number/],
      ['--user a --members web limits.conf', /--members: 'web' is not of the form GROUP=USER/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await headroom(['effective', ...args.split(' ').filter(Boolean)], { cwd });
      assert.deepEqual([code, stdout], [2, ''], args);
      assert.match(stderr, message);
    }
  });

  it('shows its help', async () => {
    const { code, stdout } = await headroom(['effective', '--help'], { cwd: '/' });
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: headroom effective --user NAME \[options\] FILES…\n/);
  });
});
