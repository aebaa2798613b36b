/** The grammars of `syntaxes/` in the engine that VS Code runs them in. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { IGrammar, StateStack } from 'vscode-textmate';

// Both packages are UMD, whose exports an `import` statement does not find in every module format.
const load = createRequire(import.meta.url);
const oniguruma: typeof import('vscode-oniguruma') = load('vscode-oniguruma');
const textmate: typeof import('vscode-textmate') = load('vscode-textmate');

export type GrammarLanguage = 'haproxy' | 'sysctl' | 'limits';

/** The scopes of one character, outermost first, the grammar's own scope included. */
export type Scopes = readonly string[];

/** One line with the scopes of each of its characters. */
export interface ScopedLine {
  readonly text: string;
  readonly scopes: readonly Scopes[];
  /** Milliseconds it took. */
  readonly took: number;
}

const wasm = readFileSync(load.resolve('vscode-oniguruma/release/onig.wasm'));

const registry = new textmate.Registry({
  onigLib: oniguruma.loadWASM(wasm).then(() => ({
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  })),
  loadGrammar: async (scopeName) => {
    const path = new URL(`../../syntaxes/${scopeName.replace('source.', '')}.tmLanguage.json`, import.meta.url);
    return textmate.parseRawGrammar(readFileSync(path, 'utf8'), path.pathname);
  },
});

/** Tokenises a text of several lines; a line may depend on the ones above it. */
export async function tokenise(language: GrammarLanguage, lines: readonly string[]): Promise<readonly ScopedLine[]> {
  const grammar = (await registry.loadGrammar(`source.${language}`)) as IGrammar;
  let state: StateStack | null = null;
  return lines.map((text) => {
    const start = performance.now();
    const result = grammar.tokenizeLine(text, state);
    const took = performance.now() - start;
    state = result.ruleStack;
    const scopes = Array.from({ length: text.length }, (): Scopes => []);
    for (const token of result.tokens) {
      for (let at = token.startIndex; at < Math.min(token.endIndex, text.length); at++) scopes[at] = token.scopes;
    }
    return { text, scopes, took };
  });
}

/** Milliseconds; a line that takes longer is felt while typing. */
export const slowest = 200;

/**
 * Tokenises, and a second time where a line was slow: the first line of all waits for the expressions to be compiled, and
 * any line may have waited for another process. `took` is the better time.
 */
export async function tokeniseFairly(
  language: GrammarLanguage,
  lines: readonly string[],
): Promise<readonly ScopedLine[]> {
  const first = await tokenise(language, lines);
  if (first.every(({ took }) => took <= slowest)) return first;
  const second = await tokenise(language, lines);
  return first.map((line, index) => ({ ...line, took: Math.min(line.took, second[index]?.took ?? line.took) }));
}
