/** Times of proxies and what they ask of TCP keepalive, each with its line, read once for a section as long as that stays. */
import { unitDuration } from '../../engine/values/quantity.ts';
import type { ProxySection } from './configuration.ts';

/** A setting of a section's own, with its line counted from the header. */
interface OwnSetting {
  readonly line: number;
  /** The columns of its value, or of the words of an option. */
  readonly start: number;
  readonly end: number;
  /** Seconds, or a number; of an option 1 where it is on and 0 where it is taken back; undefined where only the environment knows. */
  readonly value: number | undefined;
}

/** A setting with the section that it stands in, which may be the `defaults` of the proxy. */
export interface FoundSetting extends OwnSetting {
  readonly proxy: ProxySection;
}

const times = {
  ...Object.fromEntries(
    [
      ...['check', 'client', 'client-fin', 'client-hs', 'connect', 'http-keep-alive', 'http-request', 'queue'],
      ...['server', 'server-fin', 'tarpit', 'tunnel'],
    ].map((name) => [`timeout ${name}`, { word: 2, unit: 'ms' }]),
  ),
  ...Object.fromEntries(
    ['clitcpka', 'srvtcpka'].flatMap((side) =>
      ['idle', 'intvl'].map((of) => [`${side}-${of}`, { word: 1, unit: 's' }]),
    ),
  ),
} as Readonly<Record<string, { readonly word: number; readonly unit: 'ms' | 's' }>>;

const numbers: readonly string[] = ['clitcpka-cnt', 'srvtcpka-cnt', 'retries'];
const options: readonly string[] = ['option clitcpka', 'option srvtcpka', 'option tcpka'];

/** Timeouts by their full names. */
export const timeoutNames: readonly string[] = Object.keys(times).filter((name) => name.startsWith('timeout '));

const allNames: readonly string[] = [...Object.keys(times), ...numbers, ...options];

/** The setting that decides: the section's own last one, else that of its defaults. */
export function settingOf(proxy: ProxySection, name: string): FoundSetting | undefined {
  const own = ownSettings(proxy).get(name);
  if (own) return { ...own, proxy };
  return proxy.defaults && settingOf(proxy.defaults, name);
}

/** All settings of a proxy in one line: of two proxies with the same line they are the same. */
export function timingOf(proxy: ProxySection): string {
  return allNames
    .flatMap((name, at) => {
      const found = settingOf(proxy, name);
      return found ? `${at}:${found.value ?? '?'}` : [];
    })
    .join(' ');
}

/** Whether the section sets something itself, and not to nothing. */
export function setsItself(proxy: ProxySection, name: string): boolean {
  const own = ownSettings(proxy).get(name);
  return own !== undefined && own.value !== 0;
}

function ownSettings(proxy: ProxySection): ReadonlyMap<string, OwnSetting> {
  const known = proxy.kept.times as ReadonlyMap<string, OwnSetting> | undefined;
  if (known) return known;
  const found = new Map<string, OwnSetting>();
  for (const name of proxy.names()) {
    const setting = readSetting(proxy, name);
    if (setting) found.set(name, setting);
  }
  const own = found.size > 0 ? found : none;
  proxy.kept.times = own;
  // Nobody asks the section again until it changes.
  proxy.forget();
  return own;
}

const none: ReadonlyMap<string, OwnSetting> = new Map();

function readSetting(proxy: ProxySection, name: string): OwnSetting | undefined {
  const time = times[name];
  const isOption = options.includes(name);
  if (!time && !isOption && !numbers.includes(name)) return undefined;
  const line = proxy.lines(name).at(-1);
  if (line === undefined) return undefined;
  const words = proxy.words(line);
  if (isOption) {
    const [first, last] = [words[0], words.at(-1)];
    if (!first || !last) return undefined;
    return { line, start: first.start, end: last.end, value: first.text === 'option' ? 1 : 0 };
  }
  const word = words[time?.word ?? 1];
  if (!word) return undefined;
  const { start, end, text, uncertain } = word;
  return { line, start, end, value: uncertain ? undefined : time ? secondsOf(text, time.unit) : numberOf(text) };
}

function secondsOf(text: string, usual: 'ms' | 's'): number | undefined {
  const [, digits = '', unit = usual] = /^(\d+)(us|ms|[smhd])?/.exec(text) ?? [];
  return digits === '' ? undefined : (Number(digits) * (unitDuration(unit) ?? 1)) / 1000;
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
