import { fileSettings } from '../../../engine/file-view.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { deciding, inForce, isSettled, numbersOf, relatedTo, spanOf, writeValue } from '../in-force.ts';
import { isGlob } from '../key.ts';

/** A router takes advertisements only with 2 (`ipv6_accept_ra` in include/net/ipv6.h). */
export const routerIgnoresAdvertisements: Rule = {
  id: 'sysctl/router-ignores-advertisements',
  title: 'accept_ra = 1 accepts nothing while IPv6 is forwarded',
  severity: 'warning',
  file(view) {
    if (!isSettled(view)) return [];
    const forwarding = inForce(view, 'net.ipv6.conf.all.forwarding');
    if (!forwarding || forwarding.numbers[0] === 0n) return [];
    return fileSettings(view.analysis).flatMap((line): readonly FileReport[] => {
      const { key } = line.setting;
      const name = /^net\.ipv6\.conf\.(.+)\.accept_ra$/.exec(key)?.[1];
      // Nothing reads the entry of `all`.
      if (name === undefined || name === 'all' || isGlob(key) || line !== deciding(view, key)) return [];
      const own = inForce(view, `net.ipv6.conf.${name}.forwarding`);
      if (numbersOf(line)?.[0] !== 1n || own?.numbers[0] === 0n) return [];
      return [
        {
          ...spanOf(line),
          message: `A host that forwards IPv6 takes router advertisements only with accept_ra = 2: with 1 it has no default route from them, and no address.`,
          related: [relatedTo(view, forwarding.at, 'Forwarding is switched on here.')],
          fixes: [writeValue(view, line, '2')],
        },
      ];
    });
  },
};
