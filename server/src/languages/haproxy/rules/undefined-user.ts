import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import { blockNames, blockNote, blocksWhere, placed } from '../../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { isConditional } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

/** `groups` and `users` of a userlist want names of the same list, in any order (`userlist_postinit` in src/auth.c). */
export const undefinedUser: Rule = {
  id: 'haproxy/undefined-user',
  title: 'A userlist names a user or a group that it does not have',
  severity: 'error',
  file({ analysis }) {
    if (analysis.fold(withStrangers).size === 0 || isTemplate(analysis)) return [];
    return placed(analysis, analysis.fold(withStrangers)).flatMap(({ block, first }) =>
      strangersIn(analysis, block).flatMap(({ line, it }) =>
        isConditional(analysis, first + line) ? [] : [reportOn(analysis, block, first + line, it)],
      ),
    );
  },
};

/** A name that its list does not have. */
interface Stranger {
  readonly kind: 'user' | 'group';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const withStrangers = blocksWhere(
  'haproxy/userlist-strangers',
  (analysis, block) => block.context.kind === 'userlist' && strangersIn(analysis, block).length > 0,
);

const namespaces = { user: 'user', group: 'user-group' } as const;

function strangersIn(analysis: Analysis, block: Block): readonly At<Stranger>[] {
  return blockNote(analysis, block, 'haproxy/userlist-strangers', () => {
    const known = (kind: Stranger['kind'], name: string) =>
      blockNames(analysis, block, namespaces[kind]).definitions.has(name);
    return block.lines.flatMap(({ text }, line) =>
      namesOn(analysis, text).flatMap((it) => (known(it.kind, it.name) ? [] : [{ line, it }])),
    );
  });
}

/** The lists behind `user … groups` and `group … users`, name by name. HAProxy takes no notice of empty ones. */
function namesOn(analysis: Analysis, text: string): readonly Stranger[] {
  const { words } = analysis.language.read(text);
  const [directive] = words;
  const option = directive?.text === 'user' ? 'groups' : directive?.text === 'group' ? 'users' : undefined;
  const at = option === undefined ? -1 : words.findIndex((word, index) => index > 1 && word.text === option);
  const list = at < 0 ? undefined : words[at + 1];
  if (!list || list.uncertain || list.end - list.start !== list.text.length) return [];
  const found: Stranger[] = [];
  let start = list.start;
  for (const name of list.text.split(',')) {
    if (name !== '')
      found.push({ kind: option === 'groups' ? 'group' : 'user', name, start, end: start + name.length });
    start += name.length + 1;
  }
  return found;
}

function reportOn(analysis: Analysis, block: Block, line: number, { kind, name, start, end }: Stranger): FileReport {
  const near = nearest(name, blockNames(analysis, block, namespaces[kind]).definitions.keys());
  const hint = near.length > 0 ? `; did you mean ${quotedList(near.map(clipped))}?` : '.';
  const fixes = near.map((each): Fix => {
    return { title: `Change to '${clipped(each)}'`, safe: false, edits: [replace(start, end, each, line)] };
  });
  return { line, start, end, message: `This userlist has no ${kind} called '${clipped(name)}'${hint}`, fixes };
}
