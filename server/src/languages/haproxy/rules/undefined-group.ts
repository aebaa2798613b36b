import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import type { FileView } from '../../../engine/file-view.ts';
import { linesMarked, markedWhere } from '../../../engine/marks.ts';
import { blockNames, blockNote, firstDefining, placed } from '../../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { isConditional } from '../preprocessor.ts';
import { asksUnusedDefaults, isLookedUp } from '../references.ts';
import { isTemplate } from '../template.ts';

/** The groups behind `http_auth_group(list)` are looked up in that list (`acl_find_targets` in src/acl.c). */
export const undefinedGroup: Rule = {
  id: 'haproxy/undefined-group',
  title: 'A condition asks for a group that the userlist does not have',
  severity: 'error',
  file(view) {
    const { analysis, host } = view;
    const blocks = analysis.fold(asking);
    if (blocks.size === 0 || view.loaded.some(isTemplate)) return [];
    const unused = asksUnusedDefaults(host);
    return placed(analysis, blocks).flatMap(({ block, first }) =>
      isLookedUp(view, block, unused)
        ? asksIn(analysis, block).flatMap(({ line, it }) =>
            isConditional(analysis, first + line) ? [] : reportsOn(view, first + line, it),
          )
        : [],
    );
  },
};

/** A condition with `http_auth_group`. */
interface Ask {
  /** The columns of the criterion. */
  readonly start: number;
  readonly end: number;
  readonly list: string;
  readonly groups: readonly Slot[];
  /** A converter or a flag between the criterion and the groups makes them something else. */
  readonly changed: boolean;
}

const asking = markedWhere(
  'haproxy/asks-for-groups',
  'groups',
  (analysis, block) => asksIn(analysis, block).length > 0,
);

function asksIn(analysis: Analysis, block: Block): readonly At<Ask>[] {
  return blockNote(analysis, block, 'haproxy/asks-for-groups', () =>
    linesMarked(analysis, block, 'groups').flatMap(({ line, text }): At<Ask>[] => {
      const { slots, words } = analysis.language.statement(text, block.context, analysis.host);
      if (words.some(({ uncertain }) => uncertain)) return [];
      const found: At<Ask>[] = [];
      collect(slots, (it) => found.push({ line, it }));
      return found;
    }),
  );
}

function collect(slots: readonly Slot[], into: (ask: Ask) => void): void {
  slots.forEach(({ role, fact, start, end, nested }, at) => {
    if (role === 'name' && fact?.id === 'acl-criterion/http_auth_group') {
      const ask = askAt(slots, at, start, end);
      if (ask) into(ask);
    }
    if (nested) collect(nested, into);
  });
}

function askAt(slots: readonly Slot[], at: number, start: number, end: number): Ask | undefined {
  const list = slots[at + 1];
  if (list?.role !== 'value' || list.spec?.kind !== 'name') return undefined;
  const groups: Slot[] = [];
  let changed = false;
  for (let next = at + 2; next < slots.length; next++) {
    const slot = slots[next] as Slot;
    const kind = slot.spec?.kind;
    if (kind === 'pattern') {
      if (slot.role === 'value') groups.push(slot);
    } else if (slot.role === 'name' && slot.fact?.id.startsWith('converter/')) changed = true;
    else if (kind === 'flag' && slot.role === 'value') {
      if (slot.text === '-m') changed = true;
      else if (slot.text !== '-i' && slot.text !== '--') return undefined;
    } else if (kind === 'operator') break;
  }
  return { start, end, list: list.text, groups, changed };
}

function reportsOn(view: FileView, line: number, { start, end, list, groups, changed }: Ask): readonly FileReport[] {
  if (changed) {
    const message =
      "'http_auth_group' compares names of groups by itself: behind a converter or '-m' HAProxy finds none.";
    return [{ line, start, end, message }];
  }
  const known = groupsOf(view, list);
  if (!known) return [];
  return groups.flatMap((slot): FileReport[] => {
    const { text } = slot;
    if (known.has(text)) return [];
    const near = nearest(text, known);
    const hint = near.length > 0 ? `; did you mean ${quotedList(near.map(clipped))}?` : '.';
    const fixes = near.map((each): Fix => {
      const edits = [replace(slot.start, slot.end, each, line)];
      return { title: `Change to '${clipped(each)}'`, safe: false, edits };
    });
    const message = `The userlist '${clipped(list)}' has no group called '${clipped(text)}'${hint}`;
    return [{ line, start: slot.start, end: slot.end, message, fixes }];
  });
}

/** The groups of a userlist; undefined where no loaded file has the list, or a name is not written out. */
function groupsOf({ loaded }: FileView, list: string): ReadonlySet<string> | undefined {
  for (const analysis of loaded) {
    const block = firstDefining(analysis, 'userlist', list);
    if (!block) continue;
    const { definitions } = blockNames(analysis, block, 'user-group');
    for (const places of definitions.values()) if (places.some(({ it }) => it.uncertain)) return undefined;
    return new Set(definitions.keys());
  }
  return undefined;
}
