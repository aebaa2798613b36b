import type { Rule } from '../../../engine/rules.ts';
import type { ProxyReport, ProxySection } from '../configuration.ts';
import { type GivenOption, isWhole, optionsOn, saidAt } from '../line-options.ts';
import { noSettings, type TlsDefaults, tlsRule, withDefaults, withOption } from '../tls-settings.ts';

/** TLS on a `bind` line without what it needs (`ssl_sock_prepare_bind_conf` in HAProxy's src/ssl_sock.c). */
export const incompleteTls: Rule = {
  id: 'haproxy/incomplete-tls',
  title: 'TLS on a bind line without what it needs',
  severity: 'error',
  file: tlsRule('haproxy/incomplete-tls', (proxy, defaults) =>
    proxy.isFrontend ? proxy.lines('bind').flatMap((line) => onBind(proxy, line, defaults)) : [],
  ),
};

const secured = /\sssl\b|quic/;
const quicAddress = /^quic(?:[46]@|\+)/;
const certificates = new Set(['crt', 'crt-list', 'default-crt', 'ech']);

/** The first releases with listeners of QUIC, and with a word about certificates that `strict-sni` makes useless. */
const quicListeners = '2.6';
const uselessSince = '3.3';

function onBind(proxy: ProxySection, line: number, { bind }: TlsDefaults): readonly ProxyReport[] {
  if (!secured.test(proxy.text(line))) return [];
  const statement = proxy.statement(line);
  if (!isWhole(statement)) return [];
  const options = optionsOn(statement, line);
  const find = (name: string) => options.find((each) => each.name === name);
  const ssl = find('ssl');
  const quic = proxy.since(quicListeners) && quicAddress.test(statement.words[1]?.text ?? '');
  if (!ssl && !quic) return [];
  const place = ssl?.slot ?? statement.slots[1];
  const generates = find('generate-certificates');
  const strict = isStrict(options, bind);
  if (!options.some(({ name }) => certificates.has(name)) && !proxy.has('ssl-f-use')) {
    if (strict && !generates)
      return saidAt(line, place, unanswered).map((report) => ({ ...report, severity: 'warning' }));
    return saidAt(line, place, "There is no certificate: TLS needs 'crt <file>' or 'crt-list <file>'.");
  }
  const verify = options.findLast(({ name }) => name === 'verify');
  if (verify && verify.value !== 'none' && !find('crt-list') && !find('ca-file') && !find('ca-verify-file'))
    return saidAt(
      line,
      verify.slot,
      "Nothing says against what certificates are verified: 'ca-file <file>' is missing.",
    );
  if (generates && !find('ca-sign-file'))
    return saidAt(line, generates.slot, "Nothing says who signs the certificates: 'ca-sign-file <file>' is missing.");
  return doubts(proxy, line, options, strict, !ssl).map((report) => ({ ...report, severity: 'warning' }));
}

function doubts(
  proxy: ProxySection,
  line: number,
  options: readonly GivenOption[],
  strict: boolean,
  silently: boolean,
): readonly ProxyReport[] {
  const fallback = options.find(({ name }) => name === 'default-crt');
  if (strict && fallback && proxy.since(uselessSince))
    return saidAt(
      line,
      fallback.slot,
      "With 'strict-sni' no certificate is a default: 'crt' is what remains of 'default-crt'.",
    );
  return silently
    ? saidAt(line, proxy.statement(line).slots[1], "QUIC is always encrypted: HAProxy wants 'ssl' to say so.")
    : [];
}

const unanswered =
  "There is no certificate, and with 'strict-sni' every TLS connection fails: 'crt <file>' is missing.";

/** As HAProxy reads the options from left to right; `ssl` takes over what the global section says. */
function isStrict(options: readonly GivenOption[], defaults: TlsDefaults['bind']): boolean {
  let settings = noSettings;
  for (const { name, value } of options)
    settings = name === 'ssl' ? withDefaults(settings, defaults) : withOption(settings, name, value);
  return settings.strictSni;
}
