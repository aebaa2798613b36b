import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { learnFrom } from '../../server/src/host/import/learn.ts';
import { mergeProfile } from '../../server/src/host/import/merge.ts';
import { readProfile } from '../../server/src/host/profile.ts';

/** What a text says, as `name=value` by name; contradictions as `name: a | b`. */
function said(text: string, name = 'bundle'): Record<string, string> {
  const { facts, conflicts } = learnFrom([{ name, text }]);
  return Object.fromEntries([
    ...facts.map((fact) => [fact.name, fact.text]),
    ...conflicts.map((conflict) => [conflict.name, conflict.said.map((each) => each.text).join(' | ')]),
  ]);
}

const tls = (...lines: readonly string[]) => said(lines.join('\n')).tlsLibrary;

const doubts = (text: string, name = 'bundle') => learnFrom([{ name, text }]).doubts;

const debian = `root@lb1:~# uname -a
Linux lb1 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux
root@lb1:~# nproc
4
root@lb1:~# cat /etc/os-release
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
root@lb1:~# head -3 /proc/meminfo; grep Swap /proc/meminfo
MemTotal:        8143752 kB
MemFree:         5120444 kB
MemAvailable:    7328904 kB
SwapCached:            0 kB
SwapTotal:       1003516 kB
SwapFree:        1003516 kB
root@lb1:~# haproxy -v
HAProxy version 2.6.12-1+deb12u1 2023/12/16 - https://haproxy.org/
Status: long-term supported branch - will stop receiving fixes around Q2 2027.
Running on: Linux 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64
root@lb1:~# getconf PAGESIZE
4096
root@lb1:~# cat /proc/cmdline
BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=UUID=0a1b2c3d ro quiet rhash_entries=131072
root@lb1:~# systemctl show haproxy
Type=notify
ExecStart={ path=/usr/sbin/haproxy ; argv[]=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
Environment=CONFIG=/etc/haproxy/haproxy.cfg PIDFILE=/run/haproxy.pid
MemoryHigh=infinity
MemoryMax=infinity
TasksMax=4915
LimitNOFILE=524288
LimitNOFILESoft=1024
LimitNPROC=31594
LimitNPROCSoft=31594
LimitMEMLOCK=65536
LimitMEMLOCKSoft=65536
OOMScoreAdjust=0
CapabilityBoundingSet=cap_chown cap_net_bind_service cap_sys_resource
AmbientCapabilities=
User=
NoNewPrivileges=no
PAMName=
Id=haproxy.service
LoadState=loaded
root@lb1:~#
`;

const rhel = `==> /etc/os-release <==
NAME="Red Hat Enterprise Linux"
VERSION="9.4 (Plow)"
ID="rhel"
ID_LIKE="fedora"
VERSION_ID="9.4"

==> sysctl -a <==
kernel.arch = x86_64
kernel.osrelease = 5.14.0-427.el9.x86_64
kernel.ostype = Linux
kernel.version = #1 SMP PREEMPT_DYNAMIC Fri Feb 23 01:51:18 EST 2024
vm.swappiness = 60

==> lscpu <==
Architecture:            x86_64
  CPU op-mode(s):        32-bit, 64-bit
CPU(s):                  16
  On-line CPU(s) list:   0-7,12
NUMA node0 CPU(s):       0-15

==> free <==
               total        used        free
Mem:        32508192     1204000    31304192
`;

describe('outputs of programs', () => {
  it('of Debian tell all that they hold, pasted from a terminal', () => {
    const { unit, ...facts } = grouped(said(debian));
    assert.deepEqual(facts, {
      memory: '8143752KiB',
      swap: '1003516KiB',
      cpus: '4',
      kernel: '6.1.0-18-amd64',
      haproxy: '2.6.12',
      pageSize: '4096',
      distribution: 'debian-12',
      commandLine: 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=UUID=0a1b2c3d ro quiet rhash_entries=131072',
    });
    assert.deepEqual(unit, {
      Type: 'notify',
      ExecStart: '/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS',
      Environment: 'CONFIG=/etc/haproxy/haproxy.cfg PIDFILE=/run/haproxy.pid',
      MemoryHigh: 'infinity',
      MemoryMax: 'infinity',
      TasksMax: '4915',
      LimitNOFILE: '1024:524288',
      LimitNPROC: '31594',
      LimitMEMLOCK: '65536',
      OOMScoreAdjust: '0',
      CapabilityBoundingSet: 'cap_chown cap_net_bind_service cap_sys_resource',
      AmbientCapabilities: '',
      User: 'root',
      NoNewPrivileges: 'no',
    });
    assert.deepEqual(doubts(debian), []);
  });

  it('of haproxy -vv tell the TLS library, whatever it calls itself', () => {
    assert.equal(tls('Built with OpenSSL version : OpenSSL 1.1.1g FIPS  21 Apr 2020'), 'OpenSSL 1.1.1g');
    const running = 'Running on SSL library version : OpenSSL 3.0.20 7 Apr 2026';
    assert.equal(tls('Built with SSL library version : OpenSSL 3.0.19 27 Jan 2026', running), 'OpenSSL 3.0.19');
    assert.equal(tls('Built with SSL library version : OpenSSL 1.1.1 (compatible; AWS-LC 1.66.1)'), 'AWS-LC 1.66.1');
    assert.equal(tls('Built with OpenSSL version : LibreSSL 3.9.2'), 'LibreSSL 3.9.2');
    assert.equal(tls('Feature list : +NS -OPENSSL -OPENSSL_AWSLC +POLL'), 'none');
    assert.equal(tls('Feature list : +NS +OPENSSL -OPENSSL_AWSLC +POLL'), undefined);
  });

  it('of Red Hat are known below the headers of tail, and processors that are off do not count', () => {
    assert.deepEqual(said(rhel), { cpus: '9', kernel: '5.14.0-427.el9.x86_64', distribution: 'rhel-9.4' });
  });

  it('mean the same with CR LF, colours and a byte order mark', () => {
    const dressed = `\uFEFF${debian.replaceAll('root@lb1:~#', '\x1b]0;root@lb1: ~\x07\x1b[01;32mroot@lb1\x1b[00m:~#')}`;
    assert.deepEqual(said(dressed.replaceAll('\n', '\r\n')), said(debian));
  });

  it('of Ubuntu are known without any commands, but for numbers', () => {
    const ubuntu = `Linux edge-3 5.15.0-91-generic #101-Ubuntu SMP Tue Nov 14 13:30:08 UTC 2023 x86_64 x86_64 x86_64 GNU/Linux
PRETTY_NAME="Ubuntu 22.04.3 LTS"
VERSION_ID="22.04"
ID=ubuntu
ID_LIKE=debian
HA-Proxy version 2.4.24-0ubuntu0.22.04.1 2023/10/31 - https://haproxy.org/
8
MemTotal:       16265220 kB
SwapTotal:             0 kB
`;
    assert.deepEqual(said(ubuntu), {
      memory: '16265220KiB',
      swap: '0',
      kernel: '5.15.0-91-generic',
      haproxy: '2.4.24',
      distribution: 'ubuntu-22.04',
    });
    assert.deepEqual(doubts(ubuntu), [
      "bundle:7: the number 8 does not say what it counts; write the command that printed it above it, as in '$ nproc'",
    ]);
  });

  it('of Alpine are known below bare prompts', () => {
    const alpine = `lb:~# nproc
2
lb:~# uname -r
6.6.31-0-virt
$ getconf PAGE_SIZE
65536
# cat /etc/os-release
NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.20.0
+ haproxy -vv
HAProxy version 3.0.2-a45a8e6 2024/06/14 - https://haproxy.org/
Feature list : -51DEGREES +ACCEPT4
lb:~# ls | wc -l
12
`;
    assert.deepEqual(said(alpine), {
      cpus: '2',
      kernel: '6.6.31-0-virt',
      haproxy: '3.0.2',
      pageSize: '65536',
      distribution: 'alpine-3.20.0',
    });
    assert.deepEqual(doubts(alpine), []);
  });

  it('are known by the name of their file', () => {
    assert.deepEqual(said('8\n', 'support/nproc.txt'), { cpus: '8' });
    assert.deepEqual(said('4096\n', 'getconf_PAGESIZE'), { pageSize: '4096' });
    assert.deepEqual(said('5.10.0\n', 'sos_commands/kernel/uname_-r'), { kernel: '5.10.0' });
    assert.deepEqual(said('console=ttyS0 rhash_entries=4096\n', 'proc/cmdline'), {
      commandLine: 'console=ttyS0 rhash_entries=4096',
    });
    assert.deepEqual(said('User=haproxy\nLimitNOFILE=65536\n', 'systemctl_show_haproxy.txt'), {
      'unit.User': 'haproxy',
      'unit.LimitNOFILE': '65536',
    });
    assert.deepEqual(said('8\n', 'support/notes.txt'), {});
  });

  it('that contradict each other are all told, and none is taken', () => {
    const text = '$ nproc\n4\n$ lscpu\nCPU(s):   8\n$ uname -r\n6.1.0\n$ uname -r\n6.1.0\n';
    const { facts, conflicts } = learnFrom([{ name: 'a', text }]);
    assert.deepEqual(facts, [{ name: 'kernel', text: '6.1.0', from: 'uname, a:6' }]);
    assert.deepEqual(conflicts, [
      {
        name: 'cpus',
        said: [
          { text: '4', from: 'nproc, a:2' },
          { text: '8', from: 'lscpu, a:4' },
        ],
      },
    ]);
  });

  it('of two commands at once leave open which number is whose', () => {
    const text = '$ nproc; getconf PAGESIZE\n4\n4096\n';
    assert.deepEqual(said(text), {});
    assert.deepEqual(said('$ nproc; getconf PAGESIZE\n4096\n'), {}, 'one of them may have failed');
    assert.match(doubts(text)[0] ?? '', /^bundle:2: the number 4 does not say what it counts/);
  });

  it('about other units, a unit that is not there or one without a name are not taken', () => {
    assert.deepEqual(said('$ systemctl show nginx\nLimitNOFILE=5\nId=nginx.service\nLoadState=loaded\n'), {});
    const absent = '$ systemctl show haproxy\nLimitNOFILE=524288\nUser=\nId=haproxy.service\nLoadState=not-found\n';
    assert.deepEqual(said(absent), {});
    assert.match(doubts(absent)[0] ?? '', /^bundle:5: the host has no unit of HAProxy \(LoadState=not-found\)/);
    assert.deepEqual(said('LimitNOFILE=5\nUser=x\n'), {});
    assert.match(
      doubts('LimitNOFILE=5\nUser=x\n')[0] ?? '',
      /^bundle:1: these are the settings of a unit that is not named/,
    );
    const two = 'LimitNOFILE=5\nId=nginx.service\n\nLimitNOFILE=7\nId=haproxy.service\nLoadState=loaded\n';
    assert.deepEqual(said(two), { 'unit.LimitNOFILE': '7' });
  });

  it('that are no values are told and not taken', () => {
    assert.deepEqual(said('$ getconf PAGESIZE\n5000\n'), {});
    assert.match(doubts('$ getconf PAGESIZE\n5000\n')[0] ?? '', /^bundle:2: '5000' is no value for pageSize/);
  });

  it('of any shape do no harm', () => {
    const lines = [...debian.split('\n'), ...rhel.split('\n'), '==> <==', '$ ', '\x1b[', '--- ---', '{', '\0'];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 30 }), (chosen) => {
        const { facts } = learnFrom([{ name: 'any', text: chosen.join('\n') }]);
        const merged = mergeProfile(undefined, facts);
        assert.ok('text' in merged);
        assert.deepEqual(readProfile('/headroom.json', merged.text).problems, []);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what was learned', () => {
  const { facts } = learnFrom([{ name: 'bundle', text: rhel }]);

  it('makes a new headroom.json', () => {
    const merged = mergeProfile(undefined, facts);
    assert.deepEqual(merged, {
      text: `{
  "host": {
    "cpus": 9,
    "kernel": "5.14.0-427.el9.x86_64",
    "distribution": "rhel-9.4"
  }
}
`,
      replaced: [],
    });
  });

  it('is put into one that is there, whose comments and other parts stay', () => {
    const before = `{
  // the edge
  "host": { "cpus": 4, "memory": "32GiB" }, // bought in 2021
  "rules": { "sysctl/syncookies-off": "off" },
}
`;
    const merged = mergeProfile(before, facts);
    assert.ok('text' in merged);
    assert.deepEqual(merged.replaced, [{ name: 'cpus', before: '4', after: '9' }]);
    for (const kept of ['// the edge', '// bought in 2021', '"memory": "32GiB"', '"sysctl/syncookies-off": "off"'])
      assert.ok(merged.text.includes(kept), kept);
    const { host, problems } = readProfile('/headroom.json', merged.text);
    assert.deepEqual(problems, []);
    assert.equal(host.cpus?.value, 9);
    assert.equal(host.kernel?.value, '5.14.0-427.el9.x86_64');
    assert.deepEqual(mergeProfile(merged.text, facts), { text: merged.text, replaced: [] }, 'once is enough');
  });

  it('leaves what is written otherwise and means the same', () => {
    const text = '{ "host": { "memory": "4 GiB" } }';
    const memory = [{ name: 'memory', text: '4194304KiB', from: 'x' }];
    assert.deepEqual(mergeProfile(text, memory), { text, replaced: [] });
  });

  it('does not go into a file that is broken', () => {
    for (const broken of ['{ "host": ', '[]', '3', '{ "host": [] }', '{ "host": null }'])
      assert.ok('problem' in mergeProfile(broken, facts), broken);
  });
});

/** Members of the unit below one name. */
function grouped(flat: Record<string, string>): Record<string, unknown> {
  const unit: Record<string, string> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    if (name.startsWith('unit.')) unit[name.slice('unit.'.length)] = value;
    else rest[name] = value;
  }
  return { ...rest, unit };
}
