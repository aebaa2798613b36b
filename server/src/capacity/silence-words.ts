/** What a report says of silent connections, in the same words everywhere. */
import { formatNumber } from './quantity.ts';
import type { CapacityReportDocument, ReportSilence } from './report.ts';
import type { Phase, Side } from './time.ts';

export const silenceTitle = 'What ends a silent connection first';

export const silenceHeads = [
  'Connection',
  'Proxies',
  'Timeout of HAProxy',
  'TCP keepalive',
  'Connection tracking',
  'Ends first',
] as const;

const sides: Readonly<Record<Side, string>> = { client: 'from clients', server: 'to servers' };

const phases: Readonly<Record<Phase, string>> = {
  queue: 'waiting for room on a server',
  connect: 'being opened',
  data: 'under way',
  tunnel: 'tunnel',
  'between requests': 'kept between requests',
};

/** The cells of a row, below `silenceHeads`. */
export function silenceCells(silence: ReportSilence): readonly string[] {
  const { side, phase, timeout, keepalive, forgets } = silence;
  return [
    phase === 'queue' ? `clients ${phases.queue}` : `${sides[side]}, ${phases[phase]}`,
    proxiesOf(silence),
    timeout ? `${timeout.text} (${timeout.name})` : 'none',
    keepalive ? `speaks after ${keepalive.speaks.text}, gives up after ${keepalive.givesUp.text}` : '–',
    forgets ? `forgets after ${forgets.text}` : '–',
    endOf(silence),
  ];
}

function proxiesOf({ names, count }: ReportSilence): string {
  const more = count - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`;
}

function endOf({ end }: ReportSilence): string {
  if (!end) return 'not known';
  if (!end.after) return 'nobody';
  const once = end.by === 'TCP keepalive' ? ', if the other side is gone' : '';
  return `${end.by} after ${end.after.text}${once}`;
}

/** What a reader has to know of the rows, and how many are left out. */
export function silenceNotes({ silences, silencesLeft }: CapacityReportDocument): readonly string[] {
  return [
    'Probes of TCP keepalive keep a connection alive for firewalls on the way; timeouts of HAProxy count data alone.',
    ...(silences.some(({ forgets }) => forgets)
      ? []
      : ['Firewalls on the way forget silent connections too; no file of this host says after what time.']),
    ...(silencesLeft > 0 ? [`${formatNumber(silencesLeft)} more kinds, of fewer proxies, are left out.`] : []),
  ];
}
