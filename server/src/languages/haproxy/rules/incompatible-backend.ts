import type { FileView } from '../../../engine/file-view.ts';
import { nameIndex, noted, placed } from '../../../engine/names.ts';
import { clipped } from '../../../engine/nearest.ts';
import type { FileReport, Rule } from '../../../engine/rules.ts';
import { watched, watchOver } from '../../../engine/watch.ts';
import {
  type PlacedProxy,
  type ProxySection,
  placeOfSection,
  proxyAt,
  proxyKinds,
  watchedProxies,
} from '../configuration.ts';
import { inheritanceOf } from '../inheritance.ts';
import { conditionalIn } from '../preprocessor.ts';
import { backendNamed, isBackend, type Route, routesOf } from '../routes.ts';

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
    const { analysis } = view;
    const { found } = watchedProxies(view, senders, modesOf(view), (placed) => {
      const { proxy } = placed;
      // Only a listen section can send connections to itself.
      const fits = proxy.disabled || (proxy.kind !== 'listen' && isOnlyMode(view, proxy.mode));
      const routes = fits ? [] : routesOf(proxy).filter((route) => isWrong(view, placed, route));
      proxy.forget();
      return routes.length > 0 ? routes : undefined;
    });
    for (const { block } of placed(analysis, found.keys())) {
      const placed = proxyAt(view, analysis, block);
      const { proxy } = placed;
      for (const route of found.get(block) ?? []) {
        const target = backendNamed(view, route.target.text);
        if (!target) continue;
        if (target.proxy === proxy) {
          add(atRoute(view, placed, route, `'${route.directive}' sends ${proxy.title} to itself.`));
          continue;
        }
        const name = clipped(route.target.text);
        const why = `'${name}' is in mode ${target.proxy.mode}, and ${proxy.title} in mode ${proxy.mode}`;
        add(atRoute(view, placed, route, `${why}: '${route.directive}' wants the same mode.`));
        if (target.analysis === analysis) add(atMode(target, proxy));
      }
    }
    return [...reports.values()];
  },
};

/** The routes of each proxy that its target does not take. */
const senders = watchOver<readonly Route[]>('haproxy/incompatible', (block) => proxyKinds.has(block.context.kind));

const modes = watchOver<string>('haproxy/modes', isBackend);

/** What the verdict on a route depends on besides the proxy that has it: it changes when a backend gets another mode. */
function modesOf(view: FileView): readonly unknown[] {
  return view.loaded.flatMap((analysis) => {
    const basis = [inheritanceOf(view), conditionalIn(analysis)];
    const { edition } = watched(analysis, modes, basis, (block) => modeAs(proxyAt(view, analysis, block)));
    // Of two with one name the last one counts, so their order matters too.
    const twins = [...nameIndex(analysis, 'backend').repeated].map((name) => backendNamed(view, name));
    return [edition, ...twins.map((twin) => twin && modeAs(twin))];
  });
}

/** Whether all backends that are loaded have this mode, as they mostly do. */
function isOnlyMode(view: FileView, mode: string | undefined): boolean {
  return noted(view.notes, `haproxy/only mode ${mode}`, () =>
    view.loaded.every((analysis) => {
      for (const sign of analysis.fold(modes).found.values()) if (!sign.startsWith(`${mode} `)) return false;
      return true;
    }),
  );
}

function modeAs({ proxy, known }: PlacedProxy): string {
  // One string of its own; what `+` makes keeps all of its parts.
  return [proxy.mode, known, proxy.name].join(' ');
}

function isWrong(view: FileView, placed: PlacedProxy, { target: { text, uncertain } }: Route): boolean {
  const target = uncertain ? undefined : backendNamed(view, text);
  return target !== undefined && (target.proxy === placed.proxy || areIncompatible(placed, target));
}

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
