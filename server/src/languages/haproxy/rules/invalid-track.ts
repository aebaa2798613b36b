import type { Analysis } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { blocksMarked } from '../../../engine/marks.ts';
import { clipped } from '../../../engine/nearest.ts';
import { fileNameOf } from '../../../engine/path.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { type PlacedProxy, proxiesOf } from '../configuration.ts';
import { healthChecks } from '../health-checks.ts';
import { backendNamed } from '../routes.ts';
import { type CheckedServer, checkedServers, type Track } from '../server-checks.ts';
import { isTemplate } from '../template.ts';

/** `track` wants another server that is checked or tracks one in its turn (`srv_apply_track` in src/server.c). */
export const invalidTrack: Rule = {
  id: 'haproxy/invalid-track',
  title: 'A server follows one whose state nobody knows',
  severity: 'error',
  file(view) {
    if (view.loaded.every((analysis) => blocksMarked(analysis, 'track').size === 0) || view.loaded.some(isTemplate))
      return [];
    const followed: Followed = new Map();
    const reports: FileReport[] = [];
    for (const placed of proxiesOf(view)) {
      const { proxy, analysis, known } = placed;
      if (!known || !proxy.isBackend || proxy.disabled || !mayTrack(view, placed)) continue;
      for (const server of checkedServers(proxy)) {
        const report = reportOn(view, placed, server, followed);
        if (report && analysis === view.analysis) reports.push(report);
      }
    }
    return reports;
  },
};

/** Whom each server follows, by the line of both; filled in the order in which HAProxy looks the names up. */
type Followed = Map<CheckedServer, CheckedServer>;

function mayTrack({ loaded }: FileView, { proxy }: PlacedProxy): boolean {
  for (let section: typeof proxy.defaults = proxy; section; section = section.defaults) {
    const { block } = section;
    if (loaded.some((analysis: Analysis) => blocksMarked(analysis, 'track').has(block))) return true;
  }
  return false;
}

function reportOn(
  view: FileView,
  placed: PlacedProxy,
  server: CheckedServer,
  followed: Followed,
): FileReport | undefined {
  const { track, name } = server;
  if (!track || track.word.uncertain || name.uncertain || track.word.text === '') return undefined;
  if (server.check) {
    const message = `'${clipped(name.text)}' is checked and follows '${clipped(track.word.text)}': a server does one of both.`;
    return at(view, placed, server, track, message, withoutTrack(placed, server, track));
  }
  const slash = track.word.text.lastIndexOf('/');
  const owner = slash < 0 ? placed : backendNamed(view, track.word.text.slice(0, slash));
  const wanted = track.word.text.slice(slash + 1);
  if (owner && !owner.known) return undefined;
  const target = owner && serverNamed(owner, wanted);
  if (!owner || !target) {
    // What stands on the server's own line is looked for by the rule about undefined servers.
    if (track.section === placed.proxy && track.line === server.line) return undefined;
    if (owner && checkedServers(owner.proxy).some(({ name: other }) => other.uncertain)) return undefined;
    const message = `'${clipped(name.text)}' follows '${clipped(track.word.text)}', and there is no such server.`;
    return at(view, placed, server, track, message, []);
  }
  const title = clipped(`${owner.proxy.name}/${wanted}`);
  if (target === server || chainOf(followed, target).has(server)) {
    const message =
      target === server
        ? `'${clipped(name.text)}' follows itself, so that nothing ever tells its state.`
        : `'${clipped(name.text)}' follows '${title}', which follows it in its turn.`;
    return at(view, placed, server, track, message, []);
  }
  if (!target.check && !target.agent && !target.track) {
    return at(view, placed, server, track, `Nothing checks the server '${title}': there is no state to follow.`, []);
  }
  if (owner.proxy !== placed.proxy && forgives(owner) !== forgives(placed)) {
    const one = forgives(owner) ? owner.proxy : placed.proxy;
    const message = `Only ${one.title} has 'http-check disable-on-404': HAProxy lets no server follow one of another section then.`;
    return at(view, placed, server, track, message, []);
  }
  followed.set(server, target);
  return undefined;
}

function serverNamed({ proxy }: PlacedProxy, wanted: string): CheckedServer | undefined {
  return checkedServers(proxy).find(({ name, range }) => {
    if (!range) return name.text === wanted;
    if (!wanted.startsWith(name.text)) return false;
    const digits = wanted.slice(name.text.length);
    return /^(0|[1-9]\d*)$/.test(digits) && Number(digits) >= range[0] && Number(digits) <= range[1];
  });
}

function chainOf(followed: Followed, from: CheckedServer): ReadonlySet<CheckedServer> {
  const chain = new Set<CheckedServer>();
  for (let each = followed.get(from); each && !chain.has(each); each = followed.get(each)) chain.add(each);
  return chain;
}

/** Whether a server that answers 404 is only taken out of balancing. */
function forgives({ proxy }: PlacedProxy): boolean {
  return proxy.find('http-check disable-on-404') !== undefined && healthChecks(proxy).kind === 'httpchk';
}

/** At the name that is followed, where the server's own line has it; else at the name of the server. */
function at(
  view: FileView,
  placed: PlacedProxy,
  server: CheckedServer,
  { section, line, word }: Track,
  message: string,
  fixes: readonly Fix[],
): FileReport {
  const own = section === placed.proxy && line === server.line;
  const { start, end } = own ? word : server.name;
  const source = own ? undefined : proxiesOf(view).find(({ proxy }) => proxy === section);
  const related = source && {
    ...(source.analysis === view.analysis ? {} : { path: source.analysis.path }),
    line: source.first + line,
    start: word.start,
    end: word.end,
    message: `'track' comes from here${source.analysis === view.analysis ? '' : `, ${fileNameOf(source.analysis.path)}`}`,
  };
  return { line: placed.first + server.line, start, end, message, fixes, ...(related && { related: [related] }) };
}

function withoutTrack(placed: PlacedProxy, server: CheckedServer, { section, line, word }: Track): readonly Fix[] {
  if (section !== placed.proxy || line !== server.line) return [];
  const option = /\s+track\s+$/.exec(placed.proxy.text(line).slice(0, word.start));
  if (!option) return [];
  return [
    {
      title: "Remove 'track'",
      safe: false,
      edits: [replace(option.index, word.end, '', placed.first + line)],
    },
  ];
}
