import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hover } from '../../server/src/features/hover.ts';
import { checkHover } from '../harness/check-hover.ts';
import { machineWith } from '../harness/machine.ts';
import { openFixture } from '../harness/open.ts';

const swappiness = `\
# \`\`\`text
# vm.swappiness <value>
# \`\`\`
#
# Prose of swappiness.
#
# - \`value\`: an integer from 0 to 200
# - Default: 60
# - Versions: since 2.6.0
# - 0 to 100 before 5.8.
#
# [Linux kernel documentation, admin-guide/sysctl/vm](https://docs.kernel.org/admin-guide/sysctl/vm.html#swappiness)`;

const copied =
  '`default` is what an interface gets when it appears; a write sets at once those, too, whose own entry nobody has set.';
const appears = '`default` is what an interface gets when it appears; those that are there keep what they have.';
const goesByItsOwn = 'In force: each interface goes by its own entry, and a write to `all` sets every one of them.';

describe('hover on a name', () => {
  it('says all that is known of it', () =>
    checkHover(
      `\
  vm.swapp$0iness = 60
# ^^^^^^^^^^^^^ ${swappiness.slice(2)}
`,
      { language: 'sysctl' },
    ));

  it('says what all, default and an interface have to do with each other', async () => {
    const fixture = (key: string) => `  ${key} = 1\n`;
    const said: readonly (readonly [key: string, notes: readonly string[]])[] = [
      [
        'net.ipv4.conf.all.rp_filter',
        ['In force: the larger of `all` and its own entry counts for an interface.', copied],
      ],
      ['net.ipv4.conf.eth0.forwarding', [goesByItsOwn, appears]],
      [
        'net.ipv6.conf.default.accept_ra',
        ['In force: each interface goes by its own entry, and nothing reads `all`.', appears],
      ],
      ['net.ipv6.neigh.default.gc_stale_time', [`There is no \`all\`. ${copied}`]],
      ['vm.swappiness', []],
    ];
    for (const [key, notes] of said) assert.deepEqual(await notesAt(fixture(key)), notes, key);
  });

  it('says what the lines for an interface and for all come to', async () => {
    const here = async (name: string, own: number, all: number) => {
      const key = (place: string) =>
        `net.ipv6.conf.${place}.${name}`.replace('6.conf', name === 'rp_filter' ? '4.conf' : '6.conf');
      const notes = await notesAt(`  ${key('eth0')} = ${own}\n  ${key('all')} = ${all}\n`);
      return notes.find((note) => note.startsWith('Here'));
    };
    const inForce = (all: number, own: number, value: number) =>
      `Here \`all\` is ${all} and the entry of eth0 ${own}: **${value}** is in force.`;
    assert.equal(await here('rp_filter', 1, 2), inForce(2, 1, 2));
    assert.equal(await here('seg6_enabled', 1, 0), inForce(0, 1, 0));
    assert.equal(await here('ndisc_notify', 0, 1), inForce(1, 0, 1));
    assert.equal(await here('ndisc_evict_nocarrier', 1, 0), inForce(0, 1, 0));
    assert.equal(await here('force_mld_version', 1, 2), inForce(2, 1, 2));
    assert.equal(await here('accept_ra', 1, 0), undefined, 'nothing reads all');
  });

  it('adds up what lines come to together, and takes sums apart', async () => {
    const dead = (sum: string) => [`A dead peer is given up after ${sum}, where a program asks for keepalive.`];
    assert.deepEqual(
      await notesAt('  net.ipv4.tcp_keepalive_time = 600\n  net.ipv4.tcp_keepalive_probes = 3\n'),
      dead('600 s + 3 × 75 s = 825 s (13 min 45 s)'),
    );
    assert.deepEqual(await notesAt('  kernel.sysrq = 176\n'), [
      '176 = 16 (sync) + 32 (remount ro) + 128 (reboot/poweroff).',
    ]);
    assert.deepEqual(await notesAt('  kernel.sysrq = 1\n'), []);
  });

  it('is there in whatever spelling, at both ends of the name', async () => {
    for (const line of ['$0vm/swappiness=60', 'vm/swappiness$0=60']) {
      await checkHover(`  ${line}\n# ^^^^^^^^^^^^^ ${swappiness.slice(2)}\n`, { language: 'sysctl' });
    }
  });

  it('of an option is about the option, not the directive', () =>
    checkHover(
      `\
  backend app
      server s1 10.0.0.1:80 ch$0eck weight 5
#                           ^^^^^ \`\`\`text
# check
# \`\`\`
#
# Prose of check.
#
# - Versions: since 1.4
#
# [HAProxy 3.4 configuration manual, section 5.2](https://docs.haproxy.org/3.4/configuration.html#5.2-check)
`,
      { language: 'haproxy' },
    ));

  it('of several words has all of them', () =>
    checkHover(
      `\
  defaults
      timeout cl$0ient 30s
#     ^^^^^^^^^^^^^^ \`\`\`text
# timeout client <timeout>
# \`\`\`
#
# - \`timeout\`: a time such as 30s (units us, ms, s, m, h, d; without one ms)
# - Default: none: never expires, with a warning at start
# - Stands in: defaults, frontend, listen, backend
# - Versions: since 1.4
#
# [HAProxy 3.4 configuration manual, section 4.2](https://docs.haproxy.org/3.4/configuration.html#4.2-timeout%20client)
`,
      { language: 'haproxy' },
    ));

  it('inside a sample expression is about that part of it', () =>
    checkHover(
      `\
  frontend web
      http-request set-header X-Host %[req.hdr(host),low$0er]
#                                                    ^^^^^ \`\`\`text
# lower
# \`\`\`
#
# - Versions: since 1.5
#
# [HAProxy 3.4 configuration manual, section 7.3.1](https://docs.haproxy.org/3.4/configuration.html#7.3.1-lower)
`,
      { language: 'haproxy' },
    ));

  it('in quotes has the columns of the characters that are left', () =>
    checkHover(
      `\
  frontend web
      http-request set-header X-Host "a\\ %[src,low$0er] b"
#                                              ^^^^^ \`\`\`text
# lower
# \`\`\`
#
# - Versions: since 1.5
#
# [HAProxy 3.4 configuration manual, section 7.3.1](https://docs.haproxy.org/3.4/configuration.html#7.3.1-lower)
`,
      { language: 'haproxy' },
    ));
});

describe('hover on a value', () => {
  it('says what the number comes to, and then what it belongs to', () =>
    checkHover(
      `\
  net.ipv4.tcp_mem = 1 2 30$00000
#                        ^^^^^^ **\`300000\`** = 1.1 GiB (max)
#
# ---
#
# \`\`\`text
# net.ipv4.tcp_mem <min> [<pressure>] [<max>]
# \`\`\`
#
# - \`min\`, \`pressure\`, \`max\`: an integer (pages)
# - Default: 4.7, 6.25 and 9.4 % of memory (twice that before 3.14)
# - Unit: pages
# - Pages, not bytes.
# - One total for all TCP sockets of the host.
# - The kernel does not check min <= pressure <= max.
#
# [Linux kernel documentation, networking/ip-sysctl](https://docs.kernel.org/networking/ip-sysctl.html#tcp-variables)
`,
      { language: 'sysctl' },
    ));

  it('says what is expected where the text says it all', () =>
    checkHover(
      `\
  vm.swappiness = 6$00
#                 ^^ **value**: an integer from 0 to 200
#
# ---
#
${swappiness}
`,
      { language: 'sysctl' },
    ));

  it('of a line without a fact says what it means alone', () =>
    checkHover(
      `\
  @d$0evs - nofile 65536
# ^^^^^ **\`@devs\`** = members of the group devs (domain)
`,
      { language: 'limits' },
    ));

  it('of a value says whom the line is about', async () => {
    const { view, cursor } = openFixture('  haproxy hard memlock 6$04\n', { language: 'limits' });
    const parts = (await hover(view, cursor))?.markdown.split('\n\n---\n\n');
    assert.deepEqual(parts?.slice(0, 2), ['**`64`** = 64 KiB (value)', 'Applies to the user haproxy.']);
  });
});

describe('hover where a key is set more than once', () => {
  it('says which line counts', () =>
    checkHover(
      `\
  vm.swappine$0ss = 60
# ^^^^^^^^^^^^^ ${swappiness.slice(2)}
#
# ---
#
# Set 2 times; **line 3 counts**: \`10\`.

  vm/swappiness = 10
`,
      { language: 'sysctl' },
    ));

  it('says that this one does', () =>
    checkHover(
      `\
  vm.swappiness = 60
  vm.swappine$0ss = 10
# ^^^^^^^^^^^^^ ${swappiness.slice(2)}
#
# ---
#
# Set 2 times; **this line counts**, it is read last.
`,
      { language: 'sysctl' },
    ));

  it('names the file when it is another one', () =>
    checkHover(`\
# --- srv/etc/sysctl.d/10-a.conf
  vm.swappine$0ss = 60
# ^^^^^^^^^^^^^ ${swappiness.slice(2)}
#
# ---
#
# Set 2 times; **/srv/etc/sysctl.d/20-b.conf:2 counts**: \`10\`.
# --- srv/etc/sysctl.d/20-b.conf

  vm.swappiness = 10
`));
});

describe('hover says nothing', () => {
  const nothing: readonly (readonly [string, string])[] = [
    ['sysctl', '  # vm.swapp$0iness'],
    ['sysctl', '  vm.swappiness =$0 60'],
    ['sysctl', '  no.such.k$0ey = 1'],
    ['sysctl', '  $0'],
    ['haproxy', '  zo$0rk'],
    ['haproxy', '  frontend a # fron$0tend'],
    ['haproxy', '  defaults\n    timeout client "30$0s'],
    ['limits', '  $0# nothing'],
  ];
  for (const [language, fixture] of nothing) {
    it(`at ${JSON.stringify(fixture)}`, () => checkHover(fixture, { language }));
  }
});

describe('hover over a setting of the machine at hand', () => {
  /** A key that the table does not know, so that the machine is all that can be told. */
  const checkVendor = (line: string, machine: ReturnType<typeof machineWith>, said: string | undefined) => {
    const key = line.split(' ', 1)[0] as string;
    const below = said === undefined ? '' : `# ${'^'.repeat(key.length)} ${said}\n`;
    return checkHover(`  $0${line}\n${below}`, { language: 'sysctl', machine });
  };

  it('says what it runs with, beside what is configured', () =>
    checkHover(
      `\
# --- etc/sysctl.d/10-a.conf
  vm.swapp$0iness = 60
# ^^^^^^^^^^^^^ ${swappiness.slice(2)}
#
# ---
#
# Set 2 times; **/etc/sysctl.d/20-b.conf:1 counts**: \`10\`.
#
# ---
#
# **This machine runs with \`60\`**; configured is \`10\` (/etc/sysctl.d/20-b.conf:1).

# --- etc/sysctl.d/20-b.conf
  vm.swappiness = 10
`,
      { machine: machineWith({ 'vm/swappiness': '60' }) },
    ));

  it('compares as the kernel reads the value', async () => {
    const machine = machineWith({ 'vendor/text': 'a  b', 'vendor/number': '16', 'vendor/list': '1\t2' });
    await checkVendor('vendor.number = 0x10', machine, 'This machine runs with `16`, as configured.');
    await checkVendor('vendor.list = 1 2', machine, 'This machine runs with `1 2`, as configured.');
    const differs = '**This machine runs with `16`**; configured is `10` (line 1).';
    await checkVendor('vendor.number = 10', machine, differs);
  });

  it('says why a key is not there, and nothing of what may not be read or has no value', async () => {
    const machine = machineWith({ 'vendor/secret': null, 'vm/drop_caches': '0', 'vendor/number': '16' });
    const absent = 'This machine has no such key: no kernel is known to have this key.';
    await checkVendor('vendor.none = 1', machine, absent);
    await checkVendor('vendor.secret = 1', machine, undefined);
    await checkVendor('vendor.* = 1', machine, undefined);
    await checkVendor('vendor.number = {{ n }}', machine, 'This machine runs with `16`.');
  });
});

/** The paragraph that a hover over the first key says besides the facts. */
async function notesAt(fixture: string): Promise<readonly string[]> {
  const { view } = openFixture(fixture, { language: 'sysctl' });
  const found = await hover(view, { line: 0, column: 0 });
  const [, ...others] = found?.markdown.split('\n\n---\n\n') ?? [];
  return others.flatMap((part) => part.split('\n\n'));
}
