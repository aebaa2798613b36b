import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNote, placed } from '../../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { isLookedUp } from '../references.ts';
import { isTemplate } from '../template.ts';

/**
 * `send-spoe-group` wants the engine of an SPOE filter of its own section (`check_send_spoe_group` in src/flt_spoe.c), and
 * `set-bandwidth-limit` a bandwidth filter there; of these HAProxy only asks for one at all (`check_bwlim_action` in
 * src/flt_bwlim.c).
 */
export const undefinedFilter: Rule = {
  id: 'haproxy/undefined-filter',
  title: 'A rule needs a filter that its section does not have',
  severity: 'error',
  file(view) {
    const { analysis } = view;
    const blocks = analysis.fold(withLost);
    if (blocks.size === 0 || isTemplate(analysis)) return [];
    return placed(analysis, blocks).flatMap(({ block, first }) =>
      block.context.kind !== 'defaults' && isLookedUp(view, block, false)
        ? lostIn(analysis, block).flatMap(({ line, it }) => reportOn(view, block, first + line, it) ?? [])
        : [],
    );
  },
};

/** A rule without its filter. */
interface Lost {
  readonly action: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const withLost = markedWhere(
  'haproxy/lost-filters',
  'filters',
  (analysis, block) => lostIn(analysis, block).length > 0,
);

function lostIn(analysis: Analysis, block: Block): readonly At<Lost>[] {
  return blockNote(analysis, block, 'haproxy/lost-filters', () =>
    linesMarked(analysis, block, 'filters').flatMap(({ line, text }): At<Lost>[] => {
      const { words } = analysis.language.read(text);
      const at = words.findIndex((word) => word.text === 'send-spoe-group' || word.text === 'set-bandwidth-limit');
      const action = words[at];
      const name = words[at + 1];
      if (!action || !name || at > 2 || words.some((word) => word.uncertain)) return [];
      const { engines, bandwidth } = filtersOf(analysis, block);
      const known = action.text === 'send-spoe-group' ? !engines || engines.has(name.text) : bandwidth;
      return known ? [] : [{ line, it: { action: action.text, name: name.text, start: name.start, end: name.end } }];
    }),
  );
}

interface Filters {
  /** Names of SPOE engines; undefined where a filter's own file may give one. */
  readonly engines: ReadonlySet<string> | undefined;
  readonly bandwidth: boolean;
}

function filtersOf(analysis: Analysis, block: Block): Filters {
  return blockNote(analysis, block, 'haproxy/filters', () => {
    const engines = new Set<string>();
    let unnamed = false;
    let bandwidth = false;
    for (const { text } of block.lines) {
      if (!/^\W*filter\b/.test(text)) continue;
      const words = analysis.language.read(text).words;
      const kind = words[1]?.text;
      bandwidth ||= kind === 'bwlim-in' || kind === 'bwlim-out';
      unnamed ||= words.some((word) => word.uncertain);
      if (kind !== 'spoe') continue;
      const engine = words[words.findIndex((word) => word.text === 'engine') + 1];
      if (engine && engine !== words[0]) engines.add(engine.text);
      else unnamed = true;
    }
    return { engines: unnamed ? undefined : engines, bandwidth: bandwidth || unnamed };
  });
}

function reportOn({ analysis }: FileView, block: Block, line: number, it: Lost): FileReport | undefined {
  const { action, name, start, end } = it;
  if (isConditional(analysis, line)) return undefined;
  if (action === 'set-bandwidth-limit')
    return {
      line,
      start,
      end,
      message: `This ${block.context.kind} section has no bandwidth filter '${clipped(name)}'.`,
    };
  const near = nearest(name, filtersOf(analysis, block).engines ?? []);
  const hint = near.length > 0 ? `; did you mean ${quotedList(near.map(clipped))}?` : '.';
  const fixes = near.map((each): Fix => {
    return { title: `Change to '${clipped(each)}'`, safe: false, edits: [replace(start, end, each, line)] };
  });
  const message = `This ${block.context.kind} section has no SPOE filter with the engine '${clipped(name)}'${hint}`;
  return { line, start, end, message, fixes };
}
