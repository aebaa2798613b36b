/** Who takes the connections of a proxy: `use_backend` and `default_backend`, over all files that are read together. */
import type { Analysis, Block, Fold } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { placed } from '../../engine/names.ts';
import type { Word } from '../../engine/syntax.ts';
import { type PlacedProxy, type ProxySection, proxyAt } from './configuration.ts';

/** The backend or listen section of a name among all files that are read together: the last one, where there are several. */
export function backendNamed(view: FileView, name: string): PlacedProxy | undefined {
  for (let at = view.loaded.length - 1; at >= 0; at--) {
    const analysis = view.loaded[at] as Analysis;
    const blocks = analysis.fold(backends).get(name);
    if (!blocks) continue;
    const last = blocks.length > 1 ? placed(analysis, blocks).at(-1)?.block : blocks[0];
    if (last) return proxyAt(view, analysis, last);
  }
  return undefined;
}

/** The backends and listen sections of a file by name. */
const backends: Fold<Map<string, Block[]>> = {
  key: 'haproxy/backends',
  start: () => new Map(),
  add(byName, _analysis, block) {
    const { name } = block.context;
    if (!isBackend(block)) return;
    const known = byName.get(name);
    if (known) known.push(block);
    else byName.set(name, [block]);
  },
  remove(byName, _analysis, block) {
    const { name } = block.context;
    const left = byName.get(name)?.filter((each) => each !== block) ?? [];
    if (!isBackend(block)) return;
    if (left.length > 0) byName.set(name, left);
    else byName.delete(name);
  },
};

export function isBackend({ context: { kind } }: Block): boolean {
  return kind === 'backend' || kind === 'listen';
}

/** A place where a proxy says who takes its connections. */
export interface Route {
  readonly directive: 'default_backend' | 'use_backend';
  /** The proxy itself or the defaults section that the line is in. */
  readonly section: ProxySection;
  readonly line: number;
  readonly target: Word;
}

const noRoutes: readonly Route[] = [];

/** Where a proxy sends its connections; the last `default_backend` counts. A backend does nothing with its own. */
export function routesOf(proxy: ProxySection): readonly Route[] {
  const known = proxy.kept.routes as readonly Route[] | undefined;
  if (known) return known;
  const found: Route[] = [];
  for (const line of proxy.lines('use_backend')) {
    const target = proxy.words(line)[1];
    if (target) found.push({ directive: 'use_backend', section: proxy, line, target });
  }
  const last = proxy.find('default_backend');
  const target = last?.words[1];
  if (last && target && (proxy.isFrontend || last.proxy === proxy))
    found.push({ directive: 'default_backend', section: last.proxy, line: last.line, target });
  const kept = found.length > 0 ? found : noRoutes;
  proxy.kept.routes = kept;
  return kept;
}

/**
 * Whether a TCP proxy may hand connections over to an HTTP proxy (`PR_O_HTTP_UPG`): then HAProxy keeps its HTTP rules. A
 * target that an expression or the environment chooses may be one.
 */
export function isUpgraded(view: FileView, proxy: ProxySection): boolean {
  if (proxy.lines('tcp-request content').some((line) => proxy.words(line)[2]?.text === 'switch-mode')) return true;
  // Before 3.0 only `switch-mode` counts.
  if (!proxy.since('3.0')) return false;
  return routesOf(proxy).some(({ target, directive }) => {
    if (target.uncertain || (directive === 'use_backend' && target.text.includes('%'))) return true;
    const mode = backendNamed(view, target.text)?.proxy.mode;
    return mode === 'http';
  });
}
