/** TLS versions of `bind` and `server` lines, with what the global section sets for all of them (src/cfgparse-ssl.c). */
import type { FileView } from '../../engine/file-view.ts';
import { blocksMarked } from '../../engine/marks.ts';
import { placed } from '../../engine/names.ts';
import type { FileReport } from '../../engine/rules.ts';
import { watchOver } from '../../engine/watch.ts';
import type { ProxyReport, ProxySection } from './configuration.ts';
import { isProxy, knownProxies, watchedProxies } from './configuration.ts';
import { globalSections } from './global-sections.ts';

/** The versions in their order; zero stands for none. */
export const versionNames = ['', 'SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const suffixes = ['', 'sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'];

/** What `no-tlsvXX`, `force-tlsvXX`, `ssl-min-ver` and `ssl-max-ver` come to. */
export interface TlsSettings {
  /** Versions left out, as bits. */
  readonly left: number;
  readonly min: number;
  readonly max: number;
  readonly strictSni: boolean;
}

export const noSettings: TlsSettings = { left: 0, min: 0, max: 0, strictSni: false };

/** The settings with one option more; the same ones where the option is about something else. */
export function withOption(settings: TlsSettings, name: string, value: string): TlsSettings {
  if (name === 'ssl-min-ver') return { ...settings, min: Math.max(0, versionNames.indexOf(value as 'SSLv3')) };
  if (name === 'ssl-max-ver') return { ...settings, max: Math.max(0, versionNames.indexOf(value as 'SSLv3')) };
  if (name === 'strict-sni' || name === 'no-strict-sni') return { ...settings, strictSni: name === 'strict-sni' };
  const dash = name.indexOf('-');
  const version = dash < 0 ? -1 : suffixes.indexOf(name.slice(dash + 1));
  if (version < 1) return settings;
  if (name.startsWith('no-')) return { ...settings, left: settings.left | (1 << version) };
  return name.startsWith('force-') ? { ...settings, min: version, max: version } : settings;
}

/** Settings of a line on top of those for all lines. */
export function withDefaults(settings: TlsSettings, defaults: TlsSettings): TlsSettings {
  return {
    left: settings.left | defaults.left,
    min: settings.min || defaults.min,
    max: settings.max || defaults.max,
    strictSni: settings.strictSni || defaults.strictSni,
  };
}

export interface TlsDefaults {
  readonly bind: TlsSettings;
  readonly server: TlsSettings;
}

/** What the global sections set; undefined where that is not sure, or where some of it comes only behind a proxy. */
function tlsDefaults(view: FileView): TlsDefaults | undefined {
  let bind = noSettings;
  let server = noSettings;
  let sections = 0;
  for (const { analysis, first, section } of globalSections(view)) {
    sections++;
    const lines = ['ssl-default-bind-options', 'ssl-default-server-options'].flatMap((name) => section.lines(name));
    if (lines.length > 0 && analysis === view.analysis && knownProxies(view).some((proxy) => proxy.first < first))
      return undefined;
    for (const line of lines) {
      const { words } = section.statement(line);
      if (words.some(({ uncertain }) => uncertain)) return undefined;
      const forBind = words[0]?.text === 'ssl-default-bind-options';
      for (const [at, { text }] of words.entries()) {
        if (at === 0) continue;
        if (forBind) bind = withOption(bind, text, words[at + 1]?.text ?? '');
        else server = withOption(server, text, words[at + 1]?.text ?? '');
      }
    }
  }
  return sections > 0 || view.whole ? { bind, server } : undefined;
}

/**
 * Reports on the proxies of a file that depend on its global TLS settings; each proxy is judged again when one of both changes.
 * @param key one key always means the same `judge`
 */
export function tlsRule(key: string, judge: (proxy: ProxySection, defaults: TlsDefaults) => readonly ProxyReport[]) {
  const watch = watchOver<readonly ProxyReport[]>(key, isProxy);
  return (view: FileView): readonly FileReport[] => {
    const { analysis } = view;
    if (view.loaded.every((each) => blocksMarked(each, 'tls').size === 0)) return [];
    const defaults = tlsDefaults(view);
    if (!defaults) return [];
    const { found } = watchedProxies(view, watch, [JSON.stringify(defaults)], ({ proxy }) => {
      if (!proxy.mentions('tls')) return undefined;
      const reports = judge(proxy, defaults);
      proxy.forget();
      return reports.length > 0 ? reports : undefined;
    });
    return placed(analysis, found.keys()).flatMap(({ block, first }) =>
      (found.get(block) ?? []).map((report) => ({ ...report, line: first + report.line })),
    );
  };
}
