import { describe, it } from 'node:test';
import { checkComparison, checkEffective, checkLenses } from '../harness/check-effective.ts';
import { machineWith } from '../harness/machine.ts';

const known = (value: string) => ({ value, from: 'headroom.json' });

describe('lenses above limits.conf', () => {
  it('show the descriptors of the users that the file names, after all files', () =>
    checkLenses(`\
# --- etc/security/limits.conf
  # shells
# ^ haproxy: nofile 65536:1048576
# ^ every other user: nofile 4096:4096
  haproxy soft nofile 65536
  haproxy hard nofile unlimited
  * - nofile 1024

# --- etc/security/limits.d/90-all.conf
  * - nofile 4096
# ^ every other user: nofile 4096:4096
`));

  it('go by fs.nr_open and by the build of pam_limits that the host has', () => {
    const files = (title: string) => `\
# --- etc/sysctl.conf
  fs.nr_open = 60000

# --- etc/security/limits.conf
  haproxy - nofile 65536
# ^ haproxy: ${title}
`;
    const refused = 'login refused (PAM_PERM_DENIED)';
    checkLenses(files('nofile 1024:524288'));
    checkLenses(files('nofile 1024:524288'), { host: { distribution: known('debian-13') } });
    checkLenses(files(refused), { host: { distribution: known('rhel-9') } });
    checkLenses(files(refused), { host: { distribution: known('debian-13'), pam: known('1.7.2') } });
  });

  it('say where a group or a range of ids may count', () =>
    checkLenses(`\
# --- etc/security/limits.conf
  bob - nproc 100
# ^ bob: nofile 1024:1048576, unless a group or a range of ids says otherwise
# ^ ann: nofile 9:9
  ann - nofile 9
  @web - nofile 5000
`));

  it('are few', () =>
    checkLenses(`\
# --- etc/security/limits.conf
  a - nofile 101
# ^ a: nofile 101:101
# ^ b: nofile 102:102
# ^ c: nofile 103:103
# ^ d: nofile 104:104
# ^ e: nofile 105:105
# ^ more users…
  b - nofile 102
  c - nofile 103
  d - nofile 104
  e - nofile 105
  f - nofile 106
  g - nofile 107
`));

  it('are left out where a template makes lines, and in the other languages', () =>
    checkLenses(`\
# --- etc/security/limits.conf
  haproxy - nofile {{ files }}

# --- etc/sysctl.conf
  vm.swappiness = 10

# --- etc/haproxy/haproxy.cfg
  global
`));
});

describe('the values in force', () => {
  const files = `\
# --- etc/sysctl.conf
  vm.swappiness = 30
  vm.swapiness = 30

# --- etc/sysctl.d/10-a.conf
  vm.swappiness = 60
  net.ipv4.tcp_mem = 1 2 3

# --- etc/sysctl.d/99-x.conf
  vm.swappiness = 10
`;
  const tcpMem = '# /etc/sysctl.d/10-a.conf:2\nnet.ipv4.tcp_mem = 1 2 3\n';

  it('of sysctl files are those of the host’s loader, each with the lines for it', () => {
    checkEffective(
      files,
      `\
# The values in force once systemd 257 of debian-13 has read 2 files.
#   /etc/sysctl.d/10-a.conf
#   /etc/sysctl.d/99-x.conf

${tcpMem}
# /etc/sysctl.d/99-x.conf:1
# overridden: /etc/sysctl.d/10-a.conf:1: vm.swappiness = 60
vm.swappiness = 10
`,
      { host: { loader: known('systemd'), distribution: known('debian-13') } },
    );
    checkEffective(
      files,
      `\
# The values in force once procps 4.0.4 has read 3 files.
# Which loader the host has is not known: procps is what order and rules are taken from.
#   /etc/sysctl.d/10-a.conf
#   /etc/sysctl.d/99-x.conf
#   /etc/sysctl.conf

${tcpMem}
# /etc/sysctl.conf:1
# overridden: /etc/sysctl.d/10-a.conf:1: vm.swappiness = 60
# overridden: /etc/sysctl.d/99-x.conf:1: vm.swappiness = 10
vm.swappiness = 30

# Without effect:
#   /etc/sysctl.conf:2: vm.swapiness: there is no such key
`,
    );
  });

  it('of a file that belongs to no host are its own', () => {
    for (const loader of ['busybox-1.36', 'procps-4.0.4', 'systemd-257'])
      checkEffective(
        '# --- work/sysctl.conf\n\n  vm.dirty_ratio = 1\n',
        `\
# The values in force once ${loader.replace('-', ' ')} has read 1 file.

# sysctl.conf:2
vm.dirty_ratio = 1
`,
        { host: { loader: known(loader) } },
      );
  });

  it('of sysctl files that a template makes are those of the lines as they stand, and say so', () =>
    checkEffective(
      '# --- work/sysctl.conf\n  vm.swappiness = {{ swap }}\n  vm.dirty_ratio = 1\n',
      `\
# The values in force once procps 4.0.4 has read 1 file.
# Which loader the host has is not known: procps is what order and rules are taken from.
# A template makes some of the lines; they are taken as they are written.

# sysctl.conf:2
vm.dirty_ratio = 1

# Without effect:
#   sysctl.conf:1: the kernel refuses it, vm.swappiness: invalid value (EINVAL)
`,
    ));

  it('of limits are those of each user named', () =>
    checkEffective(
      `\
# --- etc/security/limits.conf
  haproxy soft nofile 4096
  haproxy - memlock 64
  @web - nofile 5000

# --- etc/sysctl.conf
  fs.nr_open = 2000000

# --- etc/security/limits.d/90-x.conf
  haproxy soft nofile 65536
  root - nice nonsense
`,
      `\
# The limits at a login, by pam_limits debian-1.5.2, for each user that a file names.
#   /etc/security/limits.conf
#   /etc/security/limits.d/90-x.conf
# fs.nr_open is 2000000.
# A service takes its limits from systemd, not from these files.

# haproxy
# unless a line for a group or a range of ids says otherwise: who is in it is not known
item      soft     hard  meaning                                          decided by
nofile   65536  1048576  65 536 descriptors, up to 1 048 576 descriptors  soft /etc/security/limits.d/90-x.conf:1, hard PID 1
memlock  65536    65536  64 KiB                                           /etc/security/limits.conf:2

# root
# unless a line for a group or a range of ids says otherwise: who is in it is not known
# the limits are those of an empty limits.conf
`,
    ));

  it('of limits are not known where a template makes lines', () =>
    checkEffective(
      '# --- etc/security/limits.conf\n  haproxy soft nofile {{ files }}\n',
      `\
# The limits at a login, by pam_limits debian-1.5.2, for each user that a file names.
#   /etc/security/limits.conf
# A service takes its limits from systemd, not from these files.

# A template makes some of the lines, so what they come to is not known.
`,
    ));

  it('of limits for hundreds of users are those of the first hundred', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `  user${at} - nofile ${100 + at}\n`);
    checkEffective(
      `# --- etc/security/limits.conf\n${lines.join('')}`,
      /^# user99\n.*\nnofile +199 +199 .*\n\n# No more than 100 of the users are shown\.\n$/m,
    );
  });

  it('of limits that name nobody are none', () =>
    checkEffective(
      '# --- etc/security/limits.conf\n  @web - nofile 9\n',
      `\
# The limits at a login, by pam_limits 1.7.2, for each user that a file names.
#   /etc/security/limits.conf
# A service takes its limits from systemd, not from these files.

# No file names a user.
`,
      { host: { pam: known('1.7.2') } },
    ));
});

describe('what a machine runs with', () => {
  const files = `\
# --- etc/sysctl.d/10-a.conf
  vm.swappiness = 60
  vm.dirty_ratio = 20
  net.netfilter.nf_conntrack_max = 1000
  net.ipv4.tcp_rmem = 4096 131072 6291456

# --- etc/sysctl.d/99-x.conf
  vm.swappiness = 10
`;

  it('is listed where it is something else than the files say', () =>
    checkComparison(
      files,
      machineWith({ 'vm/swappiness': '60', 'vm/dirty_ratio': '20', 'net/ipv4/tcp_rmem': '4096\t131072\t33554432' }),
      `\
# This machine beside what systemd 257 of debian-13 makes of 2 files.
#   /etc/sysctl.d/10-a.conf
#   /etc/sysctl.d/99-x.conf
# 3 keys differ, 1 key holds what the files say.

# /etc/sysctl.d/10-a.conf:4
# running: 4096 131072 33554432
net.ipv4.tcp_rmem = 4096 131072 6291456

# /etc/sysctl.d/10-a.conf:3
# not here (the module nf_conntrack is not loaded)
net.netfilter.nf_conntrack_max = 1000

# /etc/sysctl.d/99-x.conf:1
# running: 60
vm.swappiness = 10
`,
      { host: { loader: known('systemd'), distribution: known('debian-13') } },
    ));

  it('may be what the files say, or not be readable', () =>
    checkComparison(
      '# --- etc/sysctl.conf\n  vm.swappiness = 60\n  net.ipv4.tcp_fastopen_key = 1-2-3-4\n',
      machineWith({ 'vm/swappiness': '60', 'net/ipv4/tcp_fastopen_key': null }),
      `\
# This machine beside what procps 4.0.4 makes of 1 file.
# Which loader the host has is not known: procps is what order and rules are taken from.
#   /etc/sysctl.conf
# No keys differ, 1 key holds what the files say.
# The value of net.ipv4.tcp_fastopen_key may not be read, so it is not compared.
`,
    ));
});
