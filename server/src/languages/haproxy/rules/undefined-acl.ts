import type { Analysis, At, Block } from '../../../engine/analysis.ts';
import { blockNames, blockNote, blocksWhere, type Names, placed } from '../../../engine/names.ts';
import { clipped, nearest, quotedList } from '../../../engine/nearest.ts';
import { type FileReport, type Fix, insertLine, type Rule, removeLine, replace } from '../../../engine/rules.ts';
import type { Named } from '../../../engine/statement.ts';
import { table } from '../facts/tables.ts';
import { isConditional } from '../preprocessor.ts';
import { isTemplate } from '../template.ts';

/**
 * A condition looks a name up among the ACLs declared above it in its own section, then among the predefined ones. Those of a
 * `defaults` section serve only the rules of that section (`parse_acl_cond` in src/acl.c; seen on 2.6.12).
 */
export const undefinedAcl: Rule = {
  id: 'haproxy/undefined-acl',
  title: 'A condition names an ACL that is not declared above it',
  severity: 'error',
  file({ analysis }) {
    if (isTemplate(analysis)) return [];
    return placed(analysis, analysis.fold(withUnknown)).flatMap(({ block, first }) =>
      unknownIn(analysis, block).flatMap((unknown) => {
        if (isConditional(analysis, first + unknown.line)) return [];
        // The same report as long as nothing moves it.
        if (unknown.told?.first !== first) unknown.told = { first, it: reportOn(analysis, block, first, unknown) };
        return [unknown.told.it];
      }),
    );
  },
};

const withUnknown = blocksWhere('haproxy/unknown-acls', (analysis, block) => unknownIn(analysis, block).length > 0);

/** A reference to a name that is neither declared above it nor predefined. */
interface Unknown extends At<Named> {
  /** Declarations below it. */
  readonly below: readonly At<Named>[];
  /** Names that it may have meant. */
  readonly near: readonly string[];
  /** What was said of it last, and where the section began then. */
  told?: { readonly first: number; readonly it: FileReport };
}

function unknownIn(analysis: Analysis, block: Block): readonly Unknown[] {
  return blockNote<Unknown[]>(analysis, block, 'haproxy/unknown-acls', () => {
    const names = blockNames(analysis, block, 'acl');
    if (hasUncertainName(names)) return [];
    return names.references
      .filter(
        ({ line, it: { name, uncertain } }) =>
          !uncertain &&
          !names.definitions.get(name)?.some((place) => place.line < line) &&
          !table('predefined-acl')?.get(name),
      )
      .map((reference) => ({
        ...reference,
        below: names.definitions.get(reference.it.name) ?? [],
        near: nearestTo(reference, names),
      }));
  });
}

function nearestTo({ line, it }: At<Named>, { definitions }: Names): readonly string[] {
  const visible = [...definitions].filter(([, all]) => all.some((place) => place.line < line)).map(([each]) => each);
  const predefined = Array.from(table('predefined-acl')?.all() ?? [], (fact) => fact.name);
  return nearest(it.name, [...visible, ...predefined]);
}

function hasUncertainName({ definitions }: Names): boolean {
  for (const places of definitions.values()) if (places.some(({ it }) => it.uncertain)) return true;
  return false;
}

function reportOn(
  analysis: Analysis,
  block: Block,
  first: number,
  { line: offset, it, below: places, near }: Unknown,
): FileReport {
  const { name, start, end } = it;
  const line = first + offset;
  const [declared] = places;
  if (declared) {
    const below = first + declared.line;
    return {
      line,
      start,
      end,
      message: `ACL '${clipped(name)}' is declared only on line ${below + 1}: HAProxy reads from top to bottom and does not know it yet.`,
      fixes: places.length === 1 ? [moveUp(analysis, below, line)] : [],
      related: [
        { line: below, start: declared.it.start, end: declared.it.end, message: `'${clipped(name)}' is declared here` },
      ],
    };
  }
  const word = operators.get(name.toLowerCase());
  if (word)
    return {
      line,
      start,
      end,
      message: `No ACL is called '${clipped(name)}': ${word.message}`,
      fixes: word.fix ? [word.fix(line, start, end)] : [],
    };
  const brace = lostBrace(analysis.text.line(line).text, name, start, end);
  if (brace)
    return {
      line,
      start,
      end,
      message: `No ACL '${clipped(name)}' is declared above; a test that is written out stands in braces, as in { ${clipped(brace.test)} }.`,
      fixes: brace.closed ? [{ title: "Add '{'", safe: false, edits: [replace(start, start, '{ ', line)] }] : [],
    };
  const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
  return {
    line,
    start,
    end,
    message: `No ACL '${clipped(name)}' is declared above in this ${block.context.kind} section${hint}`,
    fixes: [
      ...near.map((each) => ({
        title: `Change to '${clipped(each)}'`,
        safe: false,
        edits: [replace(start, end, each, line)],
      })),
      ...declare(analysis, name, line),
    ],
  };
}

/** A declaration right above, which matches nothing until somebody says what it is to match. */
function declare(analysis: Analysis, name: string, line: number): readonly Fix[] {
  if (!/^[\w.:-]+$/.test(name)) return [];
  const indent = /^[ \t]*/.exec(analysis.text.line(line).text)?.[0] ?? '';
  return [
    {
      title: `Declare ACL '${clipped(name)}', which matches nothing yet`,
      safe: false,
      edits: [insertLine(`${indent}acl ${name} always_false`, line)],
    },
  ];
}

/** A sample or criterion where the name of an ACL belongs: its brace was forgotten. */
function lostBrace(text: string, name: string, start: number, end: number): LostBrace | undefined {
  const [sample = ''] = name.split(/[(,]/, 1);
  if (!table('fetch')?.get(sample) && !table('acl-criterion')?.get(sample)) return undefined;
  const close = /^[^{]*?\s\}/.exec(text.slice(end));
  return { closed: close !== null, test: text.slice(start, close ? end + close[0].length - 1 : end).trim() };
}

interface LostBrace {
  /** Whether the closing brace is there. */
  readonly closed: boolean;
  readonly test: string;
}

/** The declaration as a line of its own before the line that needs it. */
function moveUp(analysis: Analysis, from: number, to: number): Fix {
  return {
    title: 'Move the declaration up',
    safe: false,
    edits: [removeLine(from), insertLine(analysis.text.line(from).text, to)],
  };
}

interface Operator {
  readonly message: string;
  /** Left out where the whole condition has to be written anew. */
  readonly fix?: (line: number, start: number, end: number) => Fix;
}

const needless: Operator = {
  message: 'ACLs that stand side by side must all match, no word joins them.',
  fix: (line, start, end) => ({ title: 'Remove the word', safe: false, edits: [replace(start - 1, end, '', line)] }),
};

const parenthesis: Operator = {
  message: "conditions have no parentheses; tests joined by 'or' go on several lines or into one ACL.",
};

/** Words of other languages that HAProxy takes for the names of ACLs. */
const operators: ReadonlyMap<string, Operator> = new Map([
  ['and', needless],
  ['&&', needless],
  ['(', parenthesis],
  [')', parenthesis],
  [
    'not',
    {
      message: "an ACL is negated by '!' before its name.",
      fix: (line, start, end) => ({ title: "Write '!'", safe: false, edits: [replace(start, end + 1, '!', line)] }),
    },
  ],
]);
