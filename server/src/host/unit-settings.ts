/** Settings of a systemd service that decide what HAProxy may use, and how systemd reads the value of each (load-fragment.c). */

/** What systemd makes of an assignment: nothing, because it is no value; all before it is forgotten; or a value. */
export type Assignment = 'ignored' | 'reset' | 'value';

export interface UnitSettingKind {
  readonly description: string;
  /** What is a value, for messages. */
  readonly expects: string;
  readonly example: string;
  /** Whether every assignment counts, and not only the last one. */
  readonly many?: true;
  read(value: string): Assignment;
}

/** Both limits in the kernel's unit; `Infinity` for no limit. */
export interface LimitPair {
  readonly soft: number;
  readonly hard: number;
}

const limit = (description: string, example: string, unit: 'count' | 'bytes'): UnitSettingKind => ({
  description,
  expects: `a number${unit === 'bytes' ? ' of bytes, with K, M, G or T behind it' : ''}, infinity, or two of them as soft:hard`,
  example,
  // Unlike elsewhere nothing is no value here, and so resets nothing (rlimit_parse).
  read: (value) => (readLimit(value, unit) ? 'value' : 'ignored'),
});
const name = (description: string, example: string): UnitSettingKind => ({
  description,
  expects: 'a name',
  example,
  read: (value) => (value === '' ? 'reset' : 'value'),
});
const list = (description: string, example: string): UnitSettingKind => ({
  description,
  expects: 'a text',
  example,
  many: true,
  read: (value) => (value === '' ? 'reset' : 'value'),
});
const capabilities = (description: string): UnitSettingKind => ({
  description,
  expects: 'names such as CAP_NET_BIND_SERVICE with spaces between them, ~ before them for all others',
  example: 'CAP_NET_BIND_SERVICE',
  many: true,
  // Nothing is a value: the empty set.
  read: () => 'value',
});
const memory = (description: string): UnitSettingKind => ({
  description,
  expects: 'a number of bytes, with K, M, G or T behind it, a share of RAM such as 50%, or infinity',
  example: '4G',
  // Nothing at all would be out of range (config_parse_memory_limit).
  read: (value) => (value === '' ? 'reset' : readUnitSize(value, 100 * 1024 ** 2) ? 'value' : 'ignored'),
});

const serviceTypes = ['simple', 'exec', 'forking', 'oneshot', 'dbus', 'notify', 'notify-reload', 'idle'];

export const unitSettings = {
  LimitNOFILE: limit('File descriptors of the process.', '1024:524288', 'count'),
  LimitNPROC: limit('Processes and threads of the user.', '65536', 'count'),
  LimitMEMLOCK: limit('Memory that may be locked.', '64M', 'bytes'),
  LimitCORE: limit('Size of a core dump.', 'infinity', 'bytes'),
  User: name('The user that systemd starts the program as.', 'haproxy'),
  Group: name('The group that systemd starts the program as.', 'haproxy'),
  PAMName: name('The PAM service whose session is opened, which makes limits.conf count.', 'login'),
  CapabilityBoundingSet: capabilities('Capabilities that the program can have at most.'),
  AmbientCapabilities: capabilities('Capabilities that the program has although it does not run as root.'),
  NoNewPrivileges: {
    description: 'Whether the program can never gain privileges.',
    expects: 'yes or no',
    example: 'yes',
    read: (value: string) =>
      /^(?:1|y|yes|t|true|on|0|n|no|f|false|off)$/i.test(value) ? ('value' as const) : ('ignored' as const),
  },
  ExecStart: list('The command line of the program.', '/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg'),
  Environment: list('Variables of the environment.', 'CONFIG=/etc/haproxy/haproxy.cfg'),
  EnvironmentFile: {
    description: 'A file of variables of the environment, which go before those of Environment.',
    expects: 'an absolute path, with - before it where the file may be missing',
    example: '-/etc/default/haproxy',
    many: true,
    // The rest of the line is the path, and quotes would be part of it (config_parse_unit_env_file).
    read: (value: string) =>
      value === '' ? ('reset' as const) : /^-?\//.test(value) && !/\/\.\.?(?:\/|$)/.test(value) ? 'value' : 'ignored',
  },
  Type: {
    description: 'How systemd learns that the service runs.',
    expects: `one of ${serviceTypes.join(', ')}`,
    example: 'notify',
    read: (value: string) => (serviceTypes.includes(value) ? ('value' as const) : ('ignored' as const)),
  },
  TasksMax: {
    description: 'Processes and threads of the whole service.',
    expects: 'a number, a share such as 15%, or infinity',
    example: '4915',
    read: (value: string) =>
      value === '' ? ('reset' as const) : /^(?:[1-9]\d*|\d+(?:\.\d+)?%|infinity)$/.test(value) ? 'value' : 'ignored',
  },
  MemoryMax: memory('Memory of the whole service; what needs more is killed.'),
  MemoryHigh: memory('Memory of the whole service above which it is slowed down.'),
  OOMScoreAdjust: {
    description: 'How soon the kernel picks the program when memory runs out.',
    expects: 'a number from -1000 to 1000',
    example: '-500',
    read: (value: string) =>
      value === '' ? ('reset' as const) : (readNumber(value.replace(/^-/, '')) ?? 1001) <= 1000 ? 'value' : 'ignored',
  },
} as const satisfies Readonly<Record<string, UnitSettingKind>>;

export type UnitSettingName = keyof typeof unitSettings;

export function isUnitSetting(name: string): name is UnitSettingName {
  return Object.hasOwn(unitSettings, name);
}

/** `soft:hard`, or one value for both; undefined for what systemd does not take (`rlimit_parse` in rlimit-util.c). */
export function readLimit(text: string, unit: 'count' | 'bytes'): LimitPair | undefined {
  const one = (part: string) =>
    part === 'infinity' ? Number.POSITIVE_INFINITY : unit === 'bytes' ? readBytes(part) : readNumber(part);
  const [first = '', second = first, ...more] = text.split(':');
  const soft = one(first);
  const hard = one(second);
  if (soft === undefined || hard === undefined || more.length > 0 || soft > hard) return undefined;
  return { soft, hard };
}

/**
 * Bytes of a memory setting; `Infinity` for no limit; undefined for what systemd does not take.
 * @param ram what a share is a share of, in bytes
 */
export function readUnitSize(text: string, ram: number): number | undefined {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (share === undefined) return readBytes(text);
  return Number(share) > 100 ? undefined : Math.floor((ram * Number(share)) / 100);
}

/** A number as C reads one with base 0. */
function readNumber(text: string): number | undefined {
  const found = /^\+?(?:(0x[0-9a-f]+)|0([0-7]+)|(0|[1-9]\d*))$/i.exec(text.trim());
  if (!found) return undefined;
  const [, hex, octal, decimal] = found;
  const value = hex ? Number(hex) : octal ? Number.parseInt(octal, 8) : Number(decimal);
  return noLimit(value);
}

/** What older versions of systemctl print for no limit has all 64 bits. */
function noLimit(value: number): number {
  return value >= 2 ** 64 - 1 ? Number.POSITIVE_INFINITY : value;
}

const byteUnits = ['', 'B', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A size in powers of 1024, in parts that get smaller: `1G 512M` (`parse_size` in parse-util.c). */
function readBytes(text: string): number | undefined {
  if (!/^\s*(?:\+?\d+(?:\.\d+)?\s*[BKMGTPE]?\s*)+$/.test(text)) return undefined;
  let least = byteUnits.length;
  let bytes = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*([BKMGTPE]?)/g)) {
    const rank = byteUnits.indexOf(unit);
    if (rank >= least) return undefined;
    least = rank;
    bytes += Number(count) * 1024 ** Math.max(0, rank - 1);
  }
  return noLimit(Math.floor(bytes));
}
