/** The TextMate grammars as files of the project; they are generated, because their keyword lists come from the facts. */
import { haproxyGrammar } from './grammars/haproxy.ts';
import { grammarKeywords } from './grammars/keywords.ts';
import { limitsGrammar } from './grammars/limits.ts';
import type { Grammar } from './grammars/rule.ts';
import { sysctlGrammar } from './grammars/sysctl.ts';

export { grammarKeywords };

/** The text of every grammar by its path from the top of the project. */
export function renderGrammars(): Readonly<Record<string, string>> {
  const keywords = grammarKeywords();
  return {
    'syntaxes/haproxy.tmLanguage.json': render(haproxyGrammar(keywords.haproxy)),
    'syntaxes/limits.tmLanguage.json': render(limitsGrammar(keywords.limits)),
    'syntaxes/sysctl.tmLanguage.json': render(sysctlGrammar(keywords.sysctl)),
  };
}

function render(grammar: Grammar): string {
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
