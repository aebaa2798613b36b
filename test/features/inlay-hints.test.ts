import { describe, it } from 'node:test';
import { checkInlayHints } from '../harness/check-inlay-hints.ts';

describe('inlay hints for values', () => {
  it('say what pages, bytes and times come to, behind the last of several values', () =>
    checkInlayHints(
      `\
  net.ipv4.tcp_mem = 43690 58254 87381
#                                     ^ 170.7 MiB 227.6 MiB 341.3 MiB
  net.ipv4.tcp_rmem = 512 87380 6291456
#                                      ^ 512 85.3 KiB 6 MiB
  vm.dirty_expire_centisecs = 3000
#                                 ^ 30 s
  net.core.rmem_max = 0x1000000
#                              ^ 16 MiB
  net.core.rmem_max =
  vm.swappiness = 10
`,
      { language: 'sysctl' },
    ));

  it('count pages of the size that the host has', () =>
    checkInlayHints(
      `\
  net.ipv4.udp_mem = 1 2 3
#                         ^ 64 KiB 128 KiB 192 KiB
`,
      { language: 'sysctl', host: { pageSize: { value: 65536, from: 'headroom.json' } } },
    ));

  it('say once what the line is of the host', () =>
    checkInlayHints(
      `\
# --- etc/haproxy/haproxy.cfg
  global
      maxconn 10
#               ^ memory of TCP 160 KiB of 341.3 MiB

# --- etc/sysctl.conf
  net.ipv4.tcp_mem = 43690 58254 87381
#                                     ^ 170.7 MiB 227.6 MiB 341.3 MiB of 1 GiB RAM
`,
      { host: { memory: { value: 2 ** 30, from: 'headroom.json' } } },
    ));

  it('are for the value of a limit, not for what already says its unit', () =>
    checkInlayHints(
      `\
  haproxy - memlock 64  # locked
#                     ^ 64 KiB
  haproxy - cpu 90
#                 ^ 1 h 30 min
  haproxy - as 64k
  haproxy - nproc 4096
  haproxy - core unlimited
`,
      { language: 'limits' },
    ));

  it('say what no limit of descriptors comes to, where a file of the host says it', () => {
    const files = (value: string, hint: string) =>
      `# --- etc/sysctl.conf\n  fs.nr_open = ${value}\n\n# --- etc/security/limits.conf\n  * hard nofile unlimited\n${hint}`;
    const hint = '#                        ^ 2 000 000 (fs.nr_open)\n';
    checkInlayHints(files('2000000', hint));
    checkInlayHints(files('{{ open }}', ''));
    checkInlayHints(files('9999999999', ''));
    checkInlayHints(files('2000000', ''), { host: { pam: { value: '1.4.0', from: 'headroom.json' } } });
    checkInlayHints(files('2000000', hint), { host: { pam: { value: '1.5.2', from: 'headroom.json' } } });
    checkInlayHints('  * hard nofile unlimited\n', { language: 'limits' });
  });

  it('are for times and sizes of haproxy.cfg without a unit', () =>
    checkInlayHints(
      `\
  global
      tune.bufsize 16384
#                       ^ 16 KiB
  defaults
      timeout client 50000
#                         ^ 50 s
      timeout server 50s
      timeout connect {{ patience }}
      maxconn 2000
  backend app
      stick-table type ip size 1048576 expire 1800000
#                                     ^ 1 MiB
#                                                    ^ 30 min
`,
      { language: 'haproxy' },
    ));

  it('are given for the lines asked for only', () =>
    checkInlayHints(
      `\
  fs.aio-max-nr = 1
  net.core.rmem_max = 4096
  net.core.wmem_max = 4096
#                         ^ 4 KiB
  net.core.optmem_max = 4096
`,
      { language: 'sysctl', lines: [3, 3] },
    ));
});

describe('inlay hints for lines without effect', () => {
  it('name the line that counts, in this file or another one', () =>
    checkInlayHints(`\
# --- etc/sysctl.d/10-a.conf
  vm.swappiness = 60
#                   ^ overridden by 99-x.conf:3
  net.core.rmem_max = 4096
#                         ^ 4 KiB
#                         ^ overridden by line 3
  net.core.rmem_max = 8192
#                         ^ 8 KiB

# --- etc/sysctl.d/99-x.conf
  # last

  vm.swappiness = 10
`));

  it('name every line that decides a part of a limit', () =>
    checkInlayHints(`\
# --- etc/security/limits.conf
  haproxy - nofile 1024
#                      ^ overridden by 90-x.conf:1 and 90-x.conf:2
  haproxy - memlock 64
#                     ^ 64 KiB

# --- etc/security/limits.d/90-x.conf
  haproxy soft nofile 65536
  haproxy hard nofile 131072
`));

  it('are left out where the rule is silent', () =>
    checkInlayHints('  vm.swappiness = 60\n  vm.swappiness = 10\n', { language: 'sysctl', rules: [] }));
});
