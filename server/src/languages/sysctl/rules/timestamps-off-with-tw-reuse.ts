import { winner } from '../../../engine/file-view.ts';
import { isTemplated } from '../../../engine/names.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { kernelNumber } from '../kinds.ts';

/**
 * A port in TIME-WAIT is taken again only when timestamps tell the old connection's segments from the new one's
 * (`tcp_twsk_unique` in net/ipv4/tcp_ipv4.c).
 */
export const timestampsOffWithTwReuse: Rule = {
  id: 'sysctl/timestamps-off-with-tw-reuse',
  title: 'tcp_tw_reuse does nothing without timestamps',
  severity: 'warning',
  file(view) {
    const settings = view.settings();
    const reuse = winner(settings, 'net.ipv4.tcp_tw_reuse');
    const timestamps = winner(settings, 'net.ipv4.tcp_timestamps');
    if (reuse?.analysis !== view.analysis || !timestamps || view.loaded.some(isTemplated)) return [];
    const value = kernelNumber(reuse.setting.fields[0] ?? '');
    if ((value !== 1n && value !== 2n) || kernelNumber(timestamps.setting.fields[0] ?? '') !== 0n) return [];
    const path = timestamps.analysis === reuse.analysis ? {} : { path: timestamps.analysis.path };
    const { start, end } = timestamps.setting;
    return [
      {
        line: reuse.line,
        start: reuse.analysis.statement(reuse.line).words[0]?.start ?? reuse.setting.start,
        end: reuse.setting.end,
        message:
          `tcp_tw_reuse = ${value} has no effect: a port in TIME-WAIT is used again only where timestamps tell old segments from ` +
          'new ones, and tcp_timestamps = 0 switches them off.',
        related: [{ ...path, line: timestamps.line, start, end, message: 'Timestamps are switched off here.' }],
        fixes: [
          {
            title: 'Switch timestamps on (1)',
            safe: false,
            edits: [{ ...replace(start, end, '1', timestamps.line), ...path }],
          },
        ],
      },
    ];
  },
};
