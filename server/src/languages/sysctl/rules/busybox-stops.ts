import { fileSettings } from '../../../engine/file-view.ts';
import type { Rule } from '../../../engine/rules.ts';
import { formatCount } from '../../../engine/values/quantity.ts';
import { isSettled, valueSpanOf } from '../in-force.ts';
import { KernelValues } from '../loaders/kernel-values.ts';
import { releaseOf } from '../loaders/loader.ts';
import { runLoader } from '../loaders/run.ts';
import { treeOfFacts } from '../loaders/tree.ts';
import { loaderOf } from '../order.ts';

/** `sysctl_handle_preload_file` of busybox leaves off where `sysctl_act_on_setting` fails (tried with busybox 1.35 to 1.38). */
export const busyboxStops: Rule = {
  id: 'sysctl/busybox-stops',
  title: 'busybox stops at a value that the kernel refuses',
  severity: 'error',
  file(view) {
    const { analysis, host } = view;
    const known = loaderOf(host);
    if (known?.program !== 'busybox' || !isSettled(view)) return [];
    const loader = releaseOf(known, host.distribution?.value);
    const options = { loader, tree: treeOfFacts(host), kernel: new KernelValues(host), system: false };
    const { messages } = runLoader([{ path: analysis.path, text: analysis.text.toString() }], options);
    const stop = messages.find(({ kind }) => kind === 'stopped')?.origin.line;
    const settings = fileSettings(analysis);
    const at = settings.find(({ line }) => line === stop);
    const lost = settings.filter(({ line }) => stop !== undefined && line > stop).length;
    if (!at || lost === 0) return [];
    const message = `busybox stops at a value that is refused: the ${lost === 1 ? 'setting' : `${formatCount(lost)} settings`} further down ${lost === 1 ? 'is' : 'are'} not applied.`;
    return [{ ...valueSpanOf(at), message }];
  },
};
