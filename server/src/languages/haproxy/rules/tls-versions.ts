import type { Rule, Severity } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import type { ProxyReport, ProxySection } from '../configuration.ts';
import { inheritedOptions, isWhole, mayInherit, optionsOn } from '../line-options.ts';
import {
  noSettings,
  type TlsDefaults,
  type TlsSettings,
  tlsRule,
  versionNames,
  withDefaults,
  withOption,
} from '../tls-settings.ts';

/** TLS versions of a line that leave nothing, or not what they seem to say. */
export const tlsVersions: Rule = {
  id: 'haproxy/tls-versions',
  title: 'TLS versions that contradict one another',
  severity: 'error',
  file: tlsRule('haproxy/tls-versions', (proxy, defaults) => [
    ...(proxy.isFrontend ? proxy.lines('bind').flatMap((line) => onBind(proxy, line, defaults)) : []),
    ...(proxy.isBackend && !proxy.disabled ? onServers(proxy, defaults) : []),
  ]),
};

const secured = /\sssl\b/;
const quicAddress = /^quic/;

function onBind(proxy: ProxySection, line: number, { bind }: TlsDefaults): readonly ProxyReport[] {
  if (!secured.test(proxy.text(line))) return [];
  const statement = proxy.statement(line);
  if (!isWhole(statement) || quicAddress.test(statement.words[1]?.text ?? '')) return [];
  const options = optionsOn(statement, line);
  // Without a certificate HAProxy does not get as far.
  if (!options.some(({ name }) => name === 'crt' || name === 'crt-list' || name === 'default-crt')) return [];
  let settings = noSettings;
  let ssl: Slot | undefined;
  for (const { name, value, slot } of options) {
    if (name === 'ssl') {
      ssl ??= slot;
      settings = withDefaults(settings, bind);
    } else settings = withOption(settings, name, value);
  }
  const place = options.find(({ name }) => aboutVersions.test(name))?.slot ?? ssl;
  return ssl && place ? verdicts(line, place, settings, true) : [];
}

const aboutVersions = /^(?:ssl-m(?:in|ax)-ver|(?:no|force)-(?:sslv3|tlsv1[0-3]))$/;
const server = /\s(?:ssl|check-ssl)\b/;
const inheriting = /ssl\b/;

function onServers(proxy: ProxySection, defaults: TlsDefaults): readonly ProxyReport[] {
  const secure = mayInherit(proxy, inheriting);
  return [...proxy.lines('server'), ...proxy.lines('server-template')].flatMap((line) => {
    if (!secure && !server.test(proxy.text(line))) return [];
    const statement = proxy.statement(line);
    const address = statement.words[statement.words[0]?.text === 'server' ? 2 : 3]?.text ?? '';
    if (!isWhole(statement) || quicAddress.test(address)) return [];
    const inherited = inheritedOptions(proxy).filter(({ name }) => name.endsWith('ssl') || aboutVersions.test(name));
    // What `default-server` cannot set it is told so of, and does not count.
    const above = inherited.filter((each) => each.line < line && !each.name.startsWith('no-tlsv'));
    const options = [...above, ...optionsOn(statement, line)];
    const on = (name: string) =>
      options.findLast((each) => each.name === name || each.name === `no-${name}`)?.name === name;
    if (!on('ssl') && !on('check-ssl')) return [];
    let settings = noSettings;
    for (const { name, value } of options) settings = withOption(settings, name, value);
    const own = options.filter((each) => each.line === line);
    const place =
      own.find(({ name }) => aboutVersions.test(name)) ??
      own.find(({ name }) => name === 'ssl' || name === 'check-ssl');
    const slot = place?.slot ?? statement.slots[1];
    return slot ? verdicts(line, slot, withDefaults(settings, defaults.server), false) : [];
  });
}

/** What `ssl_sock_initial_ctx` and `ssl_sock_prepare_srv_ssl_ctx` in HAProxy's src/ssl_sock.c say of the versions. */
function verdicts(line: number, { start, end }: Slot, settings: TlsSettings, listens: boolean): readonly ProxyReport[] {
  const { left, min, max } = settings;
  const said = (severity: Severity, message: string): ProxyReport => ({ line, start, end, severity, message });
  const dropped = left !== 0 && (min > 0 || max > 0);
  const guessed = listens && min === 0 && max > 0 && max < leastByDefault;
  const lowest = min > 0 ? min : listens ? (guessed ? max : leastByDefault) : 0;
  const usable = (version: number, oldest: number) =>
    version >= Math.max(lowest, oldest) && (max === 0 || version <= max) && (dropped || (left & (1 << version)) === 0);
  // Whether there is SSLv3 at all is a matter of how OpenSSL was built.
  const outcomes = [1, 2].map((oldest) => versions.filter((version) => usable(version, oldest)));
  const reports: ProxyReport[] = [];
  if (outcomes.every((each) => each.length === 0))
    return [said('error', `No TLS version is left: ${summary(settings)}.`)];
  if (dropped) reports.push(said('warning', ignored));
  if (guessed)
    reports.push(
      said(
        'warning',
        `The highest version is ${versionNames[max]}, below the lowest that HAProxy takes by default: 'ssl-min-ver' should say so.`,
      ),
    );
  if (outcomes.every((each) => (each.at(-1) ?? 0) - (each[0] ?? 0) >= each.length && each.length > 0))
    reports.push(said('warning', 'The versions that are left have a gap: HAProxy wants them in one row.'));
  return reports;
}

const ignored =
  "HAProxy ignores 'no-sslv3' and 'no-tlsv1x' beside 'ssl-min-ver', 'ssl-max-ver' and 'force-…', which are enough.";

const versions = [1, 2, 3, 4, 5];
const leastByDefault = 4;

function summary({ left, min, max }: TlsSettings): string {
  const parts = [
    ...(min > 0 ? [`the lowest is ${versionNames[min]}`] : []),
    ...(max > 0 ? [`the highest is ${versionNames[max]}`] : []),
  ];
  if (parts.length > 0) return parts.join(' and ');
  const names = versions.filter((version) => (left & (1 << version)) !== 0).map((version) => versionNames[version]);
  return `${names.join(', ')} are switched off`;
}
