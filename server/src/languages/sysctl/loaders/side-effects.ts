/**
 * What a write below /proc/sys changes besides the variable it is for, by the handlers of the kernel: `dirty_ratio_handler` and
 * its neighbours in mm/page-writeback.c (2.6.29 to 7.2), `overcommit_ratio_handler` and `overcommit_kbytes_handler` in mm/util.c
 * (since 3.14), `inet_forward_change` in net/ipv4/devinet.c, `addrconf_fixup_forwarding`, `addrconf_disable_ipv6`,
 * `addrconf_fixup_linkdown` and `addrconf_sysctl_addr_gen_mode` in net/ipv6/addrconf.c; those of the network tried on Linux
 * 6.18. The number of conntrack entries and that of its buckets are set without each other.
 */

/** A key and the value it gets. */
export interface Change {
  readonly key: string;
  readonly value: string;
}

/** A write that was taken. */
export interface Written {
  readonly key: string;
  /** Undefined where nobody knows it; the write is taken for a change then. */
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * The other keys that a write changes.
 * @param known keys that have been written before; an interface is known by them
 */
export function sideEffects(written: Written, known: () => readonly string[]): readonly Change[] {
  const zeroed = zeroing[written.key];
  if (zeroed) {
    const isChange = written.before !== written.after;
    return isChange || !zeroed.onChange ? [{ key: zeroed.other, value: '0' }] : [];
  }
  return interfaceEffects(written, known);
}

interface Zeroing {
  readonly other: string;
  /** Only where the write changes the value. */
  readonly onChange: boolean;
}

const zeroing: Readonly<Record<string, Zeroing>> = {
  'vm.dirty_ratio': { other: 'vm.dirty_bytes', onChange: true },
  'vm.dirty_bytes': { other: 'vm.dirty_ratio', onChange: true },
  'vm.dirty_background_ratio': { other: 'vm.dirty_background_bytes', onChange: false },
  'vm.dirty_background_bytes': { other: 'vm.dirty_background_ratio', onChange: false },
  'vm.overcommit_ratio': { other: 'vm.overcommit_kbytes', onChange: false },
  'vm.overcommit_kbytes': { other: 'vm.overcommit_ratio', onChange: false },
};

interface Copy {
  /** Both names of `conf.all.forwarding` of IPv4. */
  readonly all: readonly string[];
  readonly head: string;
  readonly tail: string;
  readonly onChange?: true;
  readonly withDefault?: true;
}

const copies: readonly Copy[] = [
  {
    all: ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'],
    head: 'net.ipv4.conf.',
    tail: '.forwarding',
    onChange: true,
    withDefault: true,
  },
  ...['forwarding', 'disable_ipv6', 'ignore_routes_with_linkdown', 'addr_gen_mode'].map(
    (name): Copy => ({
      all: [`net.ipv6.conf.all.${name}`],
      head: 'net.ipv6.conf.',
      tail: `.${name}`,
      withDefault: true,
    }),
  ),
  {
    all: ['net.ipv6.conf.all.force_forwarding'],
    head: 'net.ipv6.conf.',
    tail: '.force_forwarding',
    onChange: true,
  },
];

function interfaceEffects({ key, before, after }: Written, known: () => readonly string[]): readonly Change[] {
  const copy = copies.find(({ all }) => all.includes(key));
  if (!copy || (copy.onChange && before === after)) return [];
  const interfaces = (tail: string) =>
    known().filter((each) => each.startsWith(copy.head) && each.endsWith(tail) && !isCommon(each));
  const changes = [...(copy.withDefault ? [`${copy.head}default${copy.tail}`] : []), ...interfaces(copy.tail)].map(
    (each) => ({ key: each, value: after }),
  );
  if (copy.head === 'net.ipv4.conf.')
    changes.push({ key: 'net.ipv4.conf.all.accept_redirects', value: after === '0' ? '1' : '0' });
  // Since 6.17; nobody has such a key before.
  else if (copy.tail === '.forwarding' && after === '0')
    changes.push(...interfaces('.force_forwarding').map((each) => ({ key: each, value: '0' })));
  return changes;
}

function isCommon(key: string): boolean {
  return /^net\.ipv[46]\.conf\.(?:all|default)\./.test(key);
}
