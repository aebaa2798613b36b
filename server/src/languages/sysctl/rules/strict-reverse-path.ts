import type { Rule } from '../../../engine/rules.ts';
import { inForce, isSettled, spanOf } from '../in-force.ts';

const key = (place: string) => `net.ipv4.conf.${place}.rp_filter`;

/** `__fib_validate_source` in net/ipv4/fib_frontend.c: strict mode wants the route back to lead out where the packet came in. */
export const strictReversePath: Rule = {
  id: 'sysctl/strict-reverse-path',
  title: 'Strict reverse path filtering needs symmetric routes',
  severity: 'information',
  file(view) {
    const set = inForce(view, key('all')) ?? inForce(view, key('default'));
    if (!isSettled(view) || set?.at.analysis !== view.analysis || set.numbers[0] !== 1n) return [];
    return [
      {
        ...spanOf(set.at),
        message:
          'With 1 a packet is dropped unless its answer would leave by the interface it came in by: on a host with several uplinks, ' +
          'or behind asymmetric routes, that loses good packets without a trace, and 2 asks for any route only.',
      },
    ];
  },
};
