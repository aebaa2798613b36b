/** Edits that tell kmod and systemd of kernel modules, in files of the host's tree. */
import type { FileView } from '../../engine/file-view.ts';
import type { FileEdit, Fix } from '../../engine/rules.ts';
import { Text } from '../../engine/text.ts';
import { type Modules, moduleOption } from '../../host/modules.ts';
import { hostPath } from '../host-root.ts';

/** The module that tracks connections, and its option that says how many buckets its table has. */
export const tracking = { module: 'nf_conntrack', option: 'hashsize' } as const;

/** What names a module to be loaded at boot; undefined where the path of the file shows no host. */
export function loadingAtBoot(view: FileView, module: string): Fix | undefined {
  const file = ownFile(view, 'modules-load.d', module);
  if (file === undefined) return undefined;
  const title = `Load ${module} at boot, in ${hostPath(file)}`;
  return { title, safe: false, edits: [lineAtEnd(view, file, module)] };
}

/** What gives the table of connections its buckets when the module is loaded; undefined where something does so already. */
export function settingHashsize(view: FileView, modules: Modules, buckets: number): Fix | undefined {
  if (moduleOption(modules, tracking.module, tracking.option)) return undefined;
  const options = modules.options.get(tracking.module) ?? [];
  const beside = options.find(({ from }) => from.startsWith('/etc/'))?.place?.path;
  const file = beside ?? ownFile(view, 'modprobe.d', tracking.module);
  if (file === undefined) return undefined;
  const line = `options ${tracking.module} ${tracking.option}=${buckets}`;
  return {
    title: `Set ${tracking.option}=${buckets} in ${hostPath(file)}`,
    safe: false,
    edits: [lineAtEnd(view, file, line)],
  };
}

/** The file of a folder of /etc that is for one module; it must not take the place of a file that a package brings. */
function ownFile({ analysis, inputs }: FileView, folder: string, module: string): string | undefined {
  const root = analysis.language.loading.root(analysis.path);
  if (root === undefined) return undefined;
  const path = (name: string) => `${root}/etc/${folder}/${name}.conf`;
  const brought = inputs.some((input) => input.path.endsWith(`/${folder}/${module}.conf`));
  const own = inputs.some((input) => input.path === path(module));
  return brought && !own ? path(`${module}-local`) : path(module);
}

function lineAtEnd({ inputs }: FileView, path: string, line: string): FileEdit {
  const text = Text.of(inputs.find((input) => input.path === path)?.text ?? '');
  const last = text.lines.length - 1;
  const column = text.line(last).text.length;
  const at = { line: last, column };
  return { path, start: at, end: at, text: `${column > 0 ? '\n' : ''}${line}\n` };
}
