import { bucketsByMemory, bucketsInPages } from '../../../capacity/kernel-defaults.ts';
import { type FileView, type SettingLine, winner } from '../../../engine/file-view.ts';
import { isTemplated } from '../../../engine/names.ts';
import { type FileReport, type Fix, insertLine, type Rule } from '../../../engine/rules.ts';
import { formatBytes, formatCount } from '../../../engine/values/quantity.ts';
import { compareVersions } from '../../../engine/version.ts';
import { type Host, pageSizeOf } from '../../../host/facts.ts';
import { type Modules, moduleOption, modulesOf } from '../../../host/modules.ts';
import { spelledLike } from '../key.ts';
import { kernelNumber } from '../kinds.ts';
import { settingHashsize, tracking } from '../module-files.ts';

const buckets = 'net.netfilter.nf_conntrack_buckets';
const maxima = ['net.nf_conntrack_max', 'net.netfilter.nf_conntrack_max'];

/** Bytes of a bucket: one pointer. */
const bucketSize = 8;
/** Entries per bucket from which on every lookup suffers, and what the kernel allows for buckets that the module was told. */
const longChain = 8;
/** The largest maximum that any kernel sets by itself. */
const largestDefault = 262_144;

/**
 * Every packet walks a list of, on average, maximum / buckets entries. The kernel makes one bucket per entry since 5.15 and
 * one per four before; a maximum raised alone makes the lists longer. Buckets that the module's option hashsize asks for are
 * rounded up to whole pages, and the maximum is then eight times as many (`nf_conntrack_init_start`, `nf_ct_alloc_hashtable` in
 * net/netfilter/nf_conntrack_core.c).
 */
export const conntrackMaxWithoutBuckets: Rule = {
  id: 'sysctl/conntrack-max-without-buckets',
  title: 'More conntrack entries, but no more buckets',
  severity: 'information',
  file(view) {
    const settings = view.settings();
    const line = lastOf(
      maxima.flatMap((key) => winner(settings, key) ?? []),
      view.loaded,
    );
    if (!line || line.analysis !== view.analysis || line.setting.uncertain || settings.has(buckets)) return [];
    const max = kernelNumber(line.setting.fields[0] ?? '');
    if (max === undefined || max <= 0n || view.loaded.some(isTemplated)) return [];
    const modules = modulesOf(view);
    const given = hashsizeOf(modules, view.host);
    const report = given ? judgeGiven(Number(max), line, given, view.host) : judge(Number(max), line, view, modules);
    return report ? [report] : [];
  },
};

/** What the module is told to make. */
interface Given {
  readonly asked: string;
  readonly buckets: number;
  readonly from: string;
}

function hashsizeOf(modules: Modules, host: Host): Given | undefined {
  const option = moduleOption(modules, tracking.module, tracking.option);
  const asked = option && /^[1-9]\d*$/.test(option.value) ? Number(option.value) : undefined;
  if (!option || !asked) return undefined;
  return { asked: option.value, buckets: bucketsInPages(asked, pageSizeOf(host)), from: option.from };
}

/** Somebody chose the buckets, and the kernel makes the maximum eight times as many: only what is above that is told. */
function judgeGiven(max: number, line: SettingLine, given: Given, host: Host): FileReport | undefined {
  if (max <= given.buckets * longChain) return undefined;
  const modern = host.kernel ? compareVersions(host.kernel.value, '5.15') >= 0 : false;
  const right = Math.ceil(max / (modern ? 1 : 4));
  const readOnly = host.kernel ? compareVersions(host.kernel.value, '4.8') < 0 : false;
  const { setting } = line;
  const key = line.analysis.statement(line.line).words[0];
  return {
    line: line.line,
    start: key?.start ?? setting.start,
    end: setting.end,
    severity: 'warning',
    message:
      `${formatCount(max)} connections may be tracked, and the module makes ${formatCount(given.buckets)} buckets ` +
      `(hashsize=${given.asked} in ${given.from}): ${formatCount(max)} / ${formatCount(given.buckets)} gives lists of ` +
      `${printedAverage(max / given.buckets)} entries where the kernel means ${longChain} at most. ` +
      `${readOnly ? `hashsize=${right}` : `${formatCount(right)} buckets`} (${formatBytes(right * bucketSize)}) would make it ${modern ? 1 : 4}.`,
    fixes: readOnly ? [] : [insertBuckets(line, key?.text ?? setting.key, right)],
  };
}

function printedAverage(average: number): string {
  return Number.isInteger(average) ? String(average) : average.toFixed(1);
}

function judge(max: number, line: SettingLine, view: FileView, modules: Modules): FileReport | undefined {
  const { setting } = line;
  const { host } = view;
  const has = defaultBuckets(host);
  if (has ? max <= has.buckets * has.chain : max <= largestDefault) return undefined;
  const perBucket = has?.chain ?? 4;
  const right = Math.ceil(max / perBucket);
  const key = line.analysis.statement(line.line).words[0];
  const written = key?.text ?? setting.key;
  const set = `${formatCount(max)} connections may be tracked, and nothing here sets nf_conntrack_buckets`;
  const size = `${formatCount(right)} buckets (${formatBytes(right * bucketSize)})`;
  const place = { line: line.line, start: key?.start ?? setting.start, end: setting.end };
  if (!has) {
    return {
      ...place,
      message:
        `${set}. The kernel's own measure is one bucket per entry since 5.15 (${formatCount(max)}) and one per four before ` +
        `(${formatCount(right)}); ${size} keep the lists at four entries on every kernel.`,
      fixes: bothWays(view, line, written, modules, right),
    };
  }
  const average = max / has.buckets;
  const readOnly = compareVersions(has.kernel, '4.8') < 0;
  return {
    ...place,
    severity: average > longChain ? 'warning' : 'information',
    message:
      `${set}: ${formatCount(max)} / ${formatCount(has.buckets)}, what Linux ${has.kernel} makes on ` +
      `${formatBytes(has.memory)} of RAM, gives lists of ${printedAverage(average)} entries where the kernel means ${has.chain}. ` +
      (readOnly
        ? `Before 4.8 only the module's option can change it: hashsize=${right}.`
        : `${size} ${has.chain === 1 ? 'make it one' : `keep it at ${has.chain}`}.`),
    fixes: bothWays(view, line, written, modules, right).slice(readOnly ? 1 : 0),
  };
}

/** The key sets the buckets at once, the option of the module when it is loaded. */
function bothWays(view: FileView, line: SettingLine, written: string, modules: Modules, count: number): readonly Fix[] {
  const option = settingHashsize(view, modules, count);
  return [insertBuckets(line, written, count), ...(option ? [option] : [])];
}

/** The number of buckets the kernel makes at boot, and how many entries it means for each. */
function defaultBuckets(host: Host) {
  const { kernel, memory } = host;
  if (!kernel || !memory) return undefined;
  const bytes = memory.value;
  const modern = compareVersions(kernel.value, '5.15') >= 0;
  const buckets = bucketsInPages(bucketsByMemory(bytes, modern), pageSizeOf(host));
  return { buckets, chain: modern ? 1 : 4, kernel: kernel.value, memory: bytes };
}

function insertBuckets({ line }: SettingLine, written: string, count: number): Fix {
  const text = `${spelledLike(buckets, written)} = ${count}`;
  return { title: `Insert ${text}`, safe: false, edits: [insertLine(text, line)] };
}

/** The line that is read last. */
function lastOf(lines: readonly SettingLine[], loaded: readonly unknown[]): SettingLine | undefined {
  return [...lines].sort((a, b) => loaded.indexOf(a.analysis) - loaded.indexOf(b.analysis) || a.line - b.line).at(-1);
}
