import {
  type ConnectionLoad,
  connectionStructures,
  defaultBufsize,
  kernelBuffer,
  kernelBuffers,
  maxconnWithin,
  proxyBytes,
  socketBytes,
} from '../../../capacity/connection-rule.ts';
import { type SettingLine, type Settings, winner } from '../../../engine/file-view.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { formatBytes, formatCount, formatShare, parseSize } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

/**
 * A third of RAM for HAProxy, a third for TCP, a third for the rest: when connections at their worst leave less than the last
 * third, the page cache and HAProxy fight for memory and the host swaps (`capacity/connection-rule.ts` has the source of the formula).
 */
export const maxconnAboveMemory: Rule = {
  id: 'haproxy/maxconn-above-memory',
  title: 'The connections allowed may take more memory than the host can spare',
  severity: 'warning',
  advice: true,
  file(view) {
    const settings = view.settings();
    // HAProxy keeps the first global maxconn and only complains of others.
    const line = settings.get('global maxconn')?.[0];
    const { memory } = view.host;
    const load = line && memory && loadOf(settings, line, targetVersion(view.host));
    if (!load) return [];
    const total = proxyBytes(load) + socketBytes(load);
    const spare = (memory.value * 2) / 3;
    if (total <= spare) return [];
    const right = maxconnWithin(spare, load);
    const { start, end } = line.setting;
    return [
      {
        line: line.line,
        start,
        end,
        severity: total > memory.value ? 'error' : 'warning',
        message:
          `At its worst HAProxy takes ${proxyText(load)} and the kernel's sockets at least ${socketText(load)}: together ` +
          `${formatBytes(total)}, ${formatShare(total, memory.value)} of the ${formatBytes(memory.value)} of RAM (${memory.from}). ` +
          `Two thirds are ${formatBytes(spare)}; the last third is for the rest.`,
        fixes: [
          {
            title: `Set maxconn to ${right}, which two thirds of RAM carry`,
            safe: false,
            edits: [replace(start, end, String(right), line.line)],
          },
        ],
      },
    ];
  },
};

/** The load that the global section asks for; undefined where a placeholder hides part of it. */
function loadOf(settings: Settings, line: SettingLine, version: string): ConnectionLoad | undefined {
  const bufsize = winner(settings, 'global tune.bufsize');
  const nbproc = compareVersions(version, '2.5') < 0 ? winner(settings, 'global nbproc') : undefined;
  if ([line, bufsize, nbproc].some((each) => each?.setting.uncertain)) return undefined;
  const maxconn = Number.parseInt(line.setting.value, 10);
  const size = bufsize ? parseSize(bufsize.setting.fields[0] ?? '') : defaultBufsize;
  const processes = nbproc ? Number.parseInt(nbproc.setting.value, 10) : 1;
  if (!(maxconn > 0) || size === undefined || !(processes > 0)) return undefined;
  return { maxconn, bufsize: size, processes };
}

function proxyText(load: ConnectionLoad): string {
  const each = `(2 × ${formatCount(load.bufsize)} + ${formatCount(connectionStructures)}) bytes`;
  return `${each} × ${countText(load)} = ${formatBytes(proxyBytes(load))}`;
}

function socketText(load: ConnectionLoad): string {
  return `${kernelBuffers} × ${formatCount(kernelBuffer)} bytes × ${countText(load)} = ${formatBytes(socketBytes(load))}`;
}

function countText({ maxconn, processes }: ConnectionLoad): string {
  const connections = `${formatCount(maxconn)} connections`;
  return processes > 1 ? `${connections} × ${processes} processes` : connections;
}
