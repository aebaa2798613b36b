/**
 * Placeholders of the template languages that configuration is generated with: Jinja and Go (`{{ }}`, `{% %}`, `{# #}`) and
 * ERB and EPP (`<% %>`). The text of a template is highlighted lightly, so that the configuration around it keeps its colours.
 */
import { include, type Rule, scopes } from './rule.ts';

/** The rest of a placeholder on its line, up to its end; a second beginning before that means that it has none. */
const rest = {
  value: '(?:[^{}]|\\{(?!\\{)|\\}(?!\\}))*\\}\\}',
  block: '(?:[^{%]|\\{(?!%)|%(?!\\}))*%\\}',
  erb: '(?:[^<%]|<(?!%)|%(?!>))*%>',
};

/**
 * Any placeholder that is closed on its line, as an expression: for captures that may hold one. It is atomic, because the
 * ways to divide a row of placeholders among each other are too many to try.
 */
export const placeholder = `(?>\\{\\{${rest.value}|\\{%${rest.block}|<%${rest.erb})`;

/** The rules `template`, `template-block` and `template-value` (and `template-code`) for a grammar's repository. */
export function templateRules(language: string): Readonly<Record<string, Rule>> {
  const comment = `comment.block.template.${language}`;
  return {
    template: { patterns: include('template-block', 'template-value') },
    // What leaves nothing behind in the output: comments, conditions and loops.
    'template-block': {
      patterns: [
        // A block may span lines only where it cannot be mistaken for configuration: at the beginning of a line.
        { name: comment, begin: '^[ \\t]*\\{#', end: '#\\}' },
        { name: comment, match: '\\{#(?:[^{#]|\\{(?!#)|#(?!\\}))*#\\}' },
        { name: comment, begin: '<%#', end: '%>' },
        embedded(language, `\\{%[-+~](?=[\\s\\w])|\\{%(?=\\s|\\w${rest.block})`, '[-+~]?%\\}'),
        embedded(language, `<%[-|](?=[\\s\\w])|<%(?=\\s|\\w${rest.erb})`, '[-|]?%>'),
      ],
    },
    // What is replaced by a value. It is closed on its line, unless a line begins with it.
    'template-value': {
      patterns: [
        embedded(language, `\\{\\{[-~]?(?=${rest.value})|^[ \\t]*\\{\\{[-~]?`, '[-~]?\\}\\}'),
        embedded(language, '<%=', '[-|]?%>'),
      ],
    },
    'template-code': {
      patterns: [
        { name: `string.quoted.double.template.${language}`, match: '"(?:\\\\.|[^"\\\\])*"' },
        { name: `string.quoted.single.template.${language}`, match: "'(?:\\\\.|[^'\\\\])*'" },
        { name: `constant.numeric.template.${language}`, match: '\\b\\d+(?:\\.\\d+)?\\b' },
        {
          name: `keyword.control.template.${language}`,
          match:
            '\\b(?:if|elif|elsif|else|unless|end|endif|for|endfor|in|do|each|range|with|endwith|set|endset|block|' +
            'endblock|macro|endmacro|call|include|import|from|raw|endraw|define|template|not|and|or|is)\\b(?!\\.)',
        },
        { name: `keyword.operator.template.${language}`, match: '\\||==|!=|[<>]=?(?!%)|:=|=>?' },
        { name: `variable.other.template.${language}`, match: '[@$.]?\\b[A-Za-z_][\\w.]*' },
      ],
    },
  };
}

function embedded(language: string, begin: string, end: string): Rule {
  return {
    name: `meta.embedded.template.${language}`,
    begin,
    end,
    beginCaptures: scopes({ 0: `punctuation.section.embedded.begin.${language}` }),
    endCaptures: scopes({ 0: `punctuation.section.embedded.end.${language}` }),
    patterns: include('template-code'),
  };
}
