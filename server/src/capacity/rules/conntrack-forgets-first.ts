import { settingKernel } from '../fixes.ts';
import { printed } from '../quantity.ts';
import { capacityRule, relatedInputs, severityFor } from '../rule.ts';
import { type Forgotten, forgottenFirst } from '../time.ts';

const key = 'net.netfilter.nf_conntrack_tcp_timeout_established';

/** `capacity/time.ts` has who ends a silent connection. */
export const conntrackForgetsFirst = capacityRule({
  id: 'capacity/conntrack-forgets-first',
  title: 'Tracked connections are forgotten while HAProxy still waits',
  severity: 'information',
  judge({ inputs }) {
    const established = inputs.sysctl(key);
    const place = established.source?.place;
    if (!place) return [];
    const longest = [...forgottenFirst(inputs)].sort((a, b) => rememberedFor(b) - rememberedFor(a))[0];
    if (!longest) return [];
    const severity = severityFor(longest.late, 'information');
    if (!severity) return [];
    const { silence, late } = longest;
    const isProbe = silence.speaks === late;
    const right = rememberedFor(longest);
    const edit = settingKernel(inputs, key, right);
    const until = isProbe ? 'until the probe has come' : 'as long as HAProxy waits';
    const side = silence.side === 'client' ? 'to clients' : 'to servers';
    const waits = isProbe
      ? `the first keepalive probe comes after ${printed(late)} (${late.name})`
      : `HAProxy waits ${printed(late)} (${late.name})${silence.speaks ? ', and keepalive speaks later' : ' without keepalive'}`;
    return [
      {
        place,
        severity,
        message:
          `The firewall forgets a connection that is silent for ${printed(established)}, and on connections ${side} of ` +
          `'${silence.alike.part.name}' ${waits}: then its packets are invalid or new to the firewall, and where that drops them both ends hang.`,
        related: relatedInputs([late], place),
        fixes: edit ? [{ title: `Write ${right}, ${until}`, safe: false, edits: [edit] }] : [],
      },
    ];
  },
});

/**
 * Seconds that are enough for a silence. A timer of the kernel may be late by an eighth of its time (kernel/time/timer.c), and a
 * probe has to come before the connection is forgotten.
 */
function rememberedFor({ silence, late }: Forgotten): number {
  const time = late.value ?? 0;
  return Math.ceil(silence.speaks === late ? (time * 9) / 8 : time);
}
