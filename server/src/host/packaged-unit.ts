/**
 * The units that distributions ship with HAProxy, as far as they say how it is started. One stands in for the file where a tree
 * holds only what goes with it: drop-ins, or the variables that the package lets its unit read.
 */
import type { Known } from './facts.ts';
import { fileAt, type HostInput } from './inputs.ts';

interface PackagedUnit {
  /** The lines of `[Service]`. */
  readonly lines: readonly string[];
  /** In words a message can print. */
  readonly from: string;
}

/** Undefined where the distribution is unknown, or its unit is. */
export function packagedUnit(
  inputs: readonly HostInput[],
  distribution: Known<string> | undefined,
  hasDropIns: boolean,
): PackagedUnit | undefined {
  const found = distribution && packages.find(({ on }) => on.test(distribution.value));
  if (!found || (!hasDropIns && !fileAt(inputs, found.variables))) return undefined;
  return { lines: found.lines, from: `haproxy.service of ${distribution.value}` };
}

const packages = [
  {
    // haproxy 2.0 of Ubuntu 20.04 to 3.0 of Debian 13.
    on: /^(?:debian-1[123]|ubuntu-2[024]\.04)$/,
    variables: 'etc/default/haproxy',
    lines: [
      'EnvironmentFile=-/etc/default/haproxy',
      'EnvironmentFile=-/etc/sysconfig/haproxy',
      'Environment="CONFIG=/etc/haproxy/haproxy.cfg" "PIDFILE=/run/haproxy.pid" "EXTRAOPTS=-S /run/haproxy-master.sock"',
      'ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS',
    ],
  },
  {
    on: /^(?:rhel|rocky|almalinux|ol|centos)-9(?:\.\d+)?$/,
    variables: 'etc/sysconfig/haproxy',
    lines: [
      'EnvironmentFile=-/etc/sysconfig/haproxy',
      'Environment="CONFIG=/etc/haproxy/haproxy.cfg" "PIDFILE=/run/haproxy.pid" "CFGDIR=/etc/haproxy/conf.d"',
      'ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -f $CFGDIR -p $PIDFILE $OPTIONS',
    ],
  },
] as const;
