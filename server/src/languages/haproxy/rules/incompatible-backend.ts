import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import {
  backendNamed,
  knownProxies,
  type PlacedProxy,
  placeOfSection,
  type Route,
  routesOf,
} from '../configuration.ts';

/** A backend takes connections from proxies of its own mode, and one in HTTP mode from TCP proxies too. */
export const incompatibleBackend: Rule = {
  id: 'haproxy/incompatible-backend',
  title: 'A backend that cannot take these connections',
  severity: 'error',
  file(view) {
    const reports: FileReport[] = [];
    for (const placed of knownProxies(view)) {
      if (placed.proxy.kind === 'defaults' || placed.proxy.disabled) continue;
      for (const route of routesOf(placed.proxy)) {
        const message = mistakeOf(placed, route, backendNamed(view, route.target.text));
        if (message === undefined) continue;
        const section = route.section === placed.proxy ? placed : placeOfSection(view, route.section);
        const { start, end } = route.target;
        const place =
          section?.analysis === view.analysis
            ? { line: section.first + route.line, start, end }
            : { line: placed.first, ...placed.proxy.header() };
        if (!reports.some(({ line }) => line === place.line)) reports.push({ ...place, message });
      }
    }
    return reports;
  },
};

function mistakeOf({ proxy }: PlacedProxy, { directive, target }: Route, found: PlacedProxy | undefined) {
  if (!found || target.uncertain) return undefined;
  const name = clipped(target.text);
  if (found.proxy === proxy) return `'${directive}' sends ${proxy.title} to itself.`;
  const { mode } = proxy;
  const other = found.proxy.mode;
  if (!found.known || mode === undefined || other === undefined) return undefined;
  if (mode === other || (mode === 'tcp' && other === 'http')) return undefined;
  return `'${name}' is in mode ${other}, and ${proxy.title} in mode ${mode}: '${directive}' wants the same mode.`;
}
