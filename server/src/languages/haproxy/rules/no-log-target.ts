import type { FileView } from '../../../engine/file-view.ts';
import type { Rule } from '../../../engine/rules.ts';
import { type ProxySection, placeOfSection, proxyRule } from '../configuration.ts';
import { globalHasBefore } from '../global-sections.ts';
import { logFormatOf, placeOf } from '../log-format-line.ts';

/** The warning about a log format in a proxy that has no logger; `log global` brings those of the global section. */
export const noLogTarget: Rule = proxyRule({
  id: 'haproxy/no-log-target',
  title: 'A log format and no place to log to',
  severity: 'warning',
  proxy(proxy) {
    const { mode } = proxy;
    if (!proxy.isFrontend || proxy.disabled || (mode !== 'tcp' && mode !== 'http')) return [];
    const format = logFormatOf(proxy) ?? proxy.find('log-format-sd');
    if (!format) return [];
    const askers = globalLogsOf(proxy);
    if (!askers) return [];
    const own = format.proxy === proxy;
    const place = () => (own ? placeOf(format) : proxy.header());
    // Nearly always a global section has a logger, and nobody asks for the place and the words.
    return [
      {
        line: own ? format.line : 0,
        get start() {
          return place().start;
        },
        get end() {
          return place().end;
        },
        get message() {
          const name = format.proxy.directives()[format.line]?.name ?? 'log-format';
          const reason =
            askers.length > 0
              ? "'log global' finds no 'log' in a global section above it"
              : "no 'log' line says where to";
          return `'${name}' has no effect in ${proxy.title}, which logs nowhere: ${reason}.`;
        },
        unless: unlessFound(askers),
      },
    ];
  },
});

/**
 * The sections of a proxy whose `log global` takes the loggers of the global section, as far as they are read by then;
 * undefined where the proxy has a logger of its own. `no log` forgets all before it, those of `defaults` included.
 */
function globalLogsOf(proxy: ProxySection): readonly ProxySection[] | undefined {
  const lines = proxy.lines('log');
  const found: ProxySection[] = [];
  for (let at = lines.length - 1; at >= 0; at--) {
    const words = proxy.words(lines[at] as number);
    if (words[0]?.text !== 'log') return found;
    if (words[1]?.text !== 'global') return undefined;
    found.push(proxy);
  }
  const above = proxy.defaults ? globalLogsOf(proxy.defaults) : [];
  return above && [...above, ...found];
}

/** Most proxies ask through the same defaults section: with one function for all of them it is asked once. */
function unlessFound(askers: readonly ProxySection[]): (view: FileView) => boolean {
  const [asker, ...more] = askers;
  if (!asker || more.length > 0) return (view) => askers.some((each) => finds(view, each));
  asker.kept['global log'] ??= (view: FileView) => finds(view, asker);
  return asker.kept['global log'] as (view: FileView) => boolean;
}

/** Whether the global section's loggers are read before a section. */
function finds(view: FileView, asker: ProxySection): boolean {
  const place = placeOfSection(view, asker);
  return place === undefined || globalHasBefore(view, 'log', place.analysis, place.first);
}
