/** The shapes of a mistake: ways to describe many edits in few words. */
import type { Configuration, Edit, MutationKind, Random, Section } from './mutants.ts';

/** A change of what a group catches in a line: by texts put in its place, or by what a function makes of it. */
type Change = readonly string[] | ((caught: string, random: Random) => string);

/** Sections by kind. */
export const proxy = /^(frontend|backend|listen)$/;
export const front = /^(frontend|listen)$/;
export const back = /^(backend|listen)$/;

/** Texts with `¦` between them; `⏎` stands for a line feed in a text. */
export function texts(joined: string): readonly string[] {
  return joined.split('¦').map((text) => text.trim().replaceAll('⏎', '\n'));
}

/** Changes the first group of a pattern in every line that has it. */
export function swap(kind: string, pattern: RegExp, change: Change): MutationKind {
  return {
    kind,
    edits({ lines }, random) {
      return lines.flatMap((text, line) => {
        const match = text.trimStart().startsWith('#') ? null : pattern.exec(text);
        if (match?.[1] === undefined) return [];
        const caught = match[1];
        const at = match.index + match[0].lastIndexOf(caught);
        const rests = typeof change === 'function' ? [change(caught, random)] : change;
        return rests
          .filter((rest) => rest !== caught)
          .map((rest) => ({ line, text: text.slice(0, at) + rest + text.slice(at + caught.length) }));
      });
    },
  };
}

/** Puts words behind every line of a pattern. */
export function append(kind: string, pattern: RegExp, words: readonly string[]): MutationKind {
  return {
    kind,
    edits: ({ lines }) =>
      lines.flatMap((text, line) =>
        pattern.test(text) ? words.map((word) => ({ line, text: `${text} ${word}` })) : [],
      ),
  };
}

/** Puts lines at the end of every section of a kind. */
export function insert(kind: string, sections: RegExp, texts: readonly string[]): MutationKind {
  return {
    kind,
    edits: (configuration) =>
      configuration.sections
        .filter((section) => sections.test(section.kind))
        .flatMap(({ end }) => texts.map((text) => ({ line: end, text: `    ${text}`, inserted: true }))),
  };
}

/** What only a function can do. */
export function custom(
  kind: string,
  edits: (configuration: Configuration, random: Random) => readonly Edit[],
): MutationKind {
  return { kind, edits };
}

/** A word as fingers write it: a letter left out, doubled, exchanged with its neighbour, or another one. */
export function typo(word: string, random: Random): string {
  const at = random(Math.max(1, word.length - 1));
  const letter = word[at] ?? '';
  const next = word[at + 1] ?? '';
  const results = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + next + letter + word.slice(at + 2),
    `${word.slice(0, at)}q${word.slice(at + 1)}`,
  ];
  return results[random(results.length)] ?? word;
}

export const lineOf = (section: Section, text: string): Edit => ({
  line: section.end,
  text: `    ${text}`,
  inserted: true,
});

/** Every line of a pattern once more, behind itself or changed. */
export function again(kind: string, pattern: RegExp, change: (text: string) => string = (text) => text): MutationKind {
  return custom(kind, ({ lines }) =>
    lines.flatMap((text, line) => (pattern.test(text) ? [{ line: line + 1, text: change(text), inserted: true }] : [])),
  );
}
