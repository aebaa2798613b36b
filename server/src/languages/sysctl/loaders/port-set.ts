/** Lists of ports as `proc_do_large_bitmap` reads and prints them. */

export type PortRange = readonly [low: number, high: number];

/** The ports of a list; undefined where the kernel refuses it. An empty list is one. */
export function parsePorts(written: string): readonly PortRange[] | undefined {
  const ports: PortRange[] = [];
  const text = written.replace(/\n$/, '');
  if (text === '') return ports;
  const parts = text.split(',');
  if (parts.at(-1) === '') parts.pop();
  for (const part of parts) {
    const [, low, high = low] = /^(\w+)(?:-(\w+))?$/.exec(part) ?? [];
    const range = [portOf(low), portOf(high)] as const;
    if (range[0] === undefined || range[1] === undefined || range[0] > range[1]) return undefined;
    ports.push([range[0], range[1]]);
  }
  return ports;
}

/** The list in order, what touches made one. */
export function printPorts(ports: readonly PortRange[]): string {
  return joinPorts(ports)
    .map(([low, high]) => (low === high ? String(low) : `${low}-${high}`))
    .join(',');
}

/** The ranges in order, without overlaps, what touches made one. */
export function joinPorts(ports: readonly PortRange[]): readonly PortRange[] {
  const joined: [number, number][] = [];
  for (const [low, high] of [...ports].sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

function portOf(text: string | undefined): number | undefined {
  const value =
    text === undefined || !/^(?:0x[0-9a-f]{1,8}|0[0-7]{0,10}|[1-9]\d{0,9})$/i.test(text) ? Number.NaN : numberOf(text);
  return value <= 65535 ? value : undefined;
}

function numberOf(text: string): number {
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
}
