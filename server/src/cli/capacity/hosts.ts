/** The hosts that some files are of, each by the file that its report starts from. */
import type { FileView } from '../../engine/file-view.ts';

/**
 * The files below one root are one host, and so is a configuration that a program is told to load where no root is seen. Of a
 * root with several such configurations nobody knows which is in use: each is looked at with all other files of the host.
 */
export function hostsOf(views: readonly FileView[]): readonly FileView[] {
  const hosts = new Map<string, FileView>();
  const told = views.filter(({ analysis }) => analysis.language.loading.told);
  for (const view of told) {
    const start = view.loaded[0]?.path ?? view.analysis.path;
    if (!hosts.has(start)) hosts.set(start, view);
  }
  const withTold = new Set(told.map(rootOf));
  const others = views.filter((view) => !told.includes(view));
  const byRoot = new Map<string, FileView>();
  for (const view of others) {
    const root = rootOf(view);
    if (root !== undefined && withTold.has(root)) continue;
    const key = root ?? view.analysis.path;
    // A file that another one masks is alone; the others are all that count.
    const before = byRoot.get(key);
    if (!before || before.loaded.length < view.loaded.length) byRoot.set(key, view);
  }
  return [...hosts.values(), ...byRoot.values()];
}

function rootOf({ analysis: { path, language } }: FileView): string | undefined {
  return language.loading.root(path);
}
