import type { FileView } from '../../../engine/file-view.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { knownProxies, type PlacedProxy, type ProxySection, placeOfSection } from '../configuration.ts';
import { backendNamed, type Route, routesOf } from '../routes.ts';

/**
 * A backend takes connections from proxies of its own mode, and one in HTTP mode from TCP proxies too. HAProxy names both
 * sections and no line, so both ends are reported: the line that sends connections, and the mode of who would get them.
 */
export const incompatibleBackend: Rule = {
  id: 'haproxy/incompatible-backend',
  title: 'A backend that cannot take these connections',
  severity: 'error',
  file(view) {
    const reports = new Map<number, FileReport>();
    const add = (report: FileReport | undefined) => {
      if (report && !reports.has(report.line)) reports.set(report.line, report);
    };
    for (const placed of knownProxies(view)) {
      const { proxy } = placed;
      if (proxy.kind === 'defaults' || proxy.disabled) continue;
      for (const route of routesOf(proxy)) {
        const target = backendNamed(view, route.target.text);
        if (!target || route.target.uncertain) continue;
        if (target.proxy === proxy) {
          add(atRoute(view, placed, route, `'${route.directive}' sends ${proxy.title} to itself.`));
        } else if (areIncompatible(placed, target)) {
          const name = clipped(route.target.text);
          const why = `'${name}' is in mode ${target.proxy.mode}, and ${proxy.title} in mode ${proxy.mode}`;
          add(atRoute(view, placed, route, `${why}: '${route.directive}' wants the same mode.`));
          if (target.analysis === view.analysis) add(atMode(target, proxy));
        }
      }
    }
    return [...reports.values()];
  },
};

function areIncompatible({ proxy }: PlacedProxy, target: PlacedProxy): boolean {
  const { mode } = proxy;
  const other = target.proxy.mode;
  if (!target.known || mode === undefined || other === undefined) return false;
  return mode !== other && !(mode === 'tcp' && other === 'http');
}

/** At the name of the backend; at the proxy's header where the line is in the defaults of another file. */
function atRoute(view: FileView, placed: PlacedProxy, { section, line, target }: Route, message: string): FileReport {
  const place = section === placed.proxy ? placed : placeOfSection(view, section);
  if (place?.analysis !== view.analysis) return { line: placed.first, ...placed.proxy.header(), message };
  return { line: place.first + line, start: target.start, end: target.end, message };
}

/** At the mode of the backend; at its header where `defaults` gives the mode, or nothing does. */
function atMode({ proxy, first }: PlacedProxy, sender: ProxySection): FileReport {
  const message = `The mode of ${proxy.title} is ${proxy.mode}, and ${sender.title}, whose mode is ${sender.mode}, sends its connections here.`;
  const found = proxy.find('mode');
  const word = found?.statement.words[1];
  if (!found || !word || found.proxy !== proxy) return { line: first, ...proxy.header(), message };
  return { line: first + found.line, start: word.start, end: word.end, message };
}
