/** Facts and values in words: the one place that hover, completion and the command line take their texts from. */
import type { Fact } from '../engine/facts.ts';
import type { Param, ValueSpec } from '../engine/signature.ts';
import type { ValueKinds } from '../engine/values/kind.ts';

const marks = { once: '', optional: '?', any: '…', some: '…' } as const;

/** A fact's signature as a person reads it: `timeout client <timeout>`; undefined where the arguments are not known. */
export function signatureOf(fact: Fact): string | undefined {
  return fact.params && [fact.name, ...fact.params.map(paramText)].join(' ');
}

function paramText(param: Param): string {
  if ('table' in param) return `[${param.name.replace(/^.*\//, '')}${marks[param.repeat]}]`;
  const text = `<${param.name}>${param.repeat === 'optional' ? '' : marks[param.repeat]}`;
  return param.repeat === 'optional' || param.repeat === 'any' ? `[${text}]` : text;
}

/** What belongs in a place, in a few words; undefined for a kind nobody knows. */
export function expectation(spec: ValueSpec, kinds: ValueKinds): string | undefined {
  return kinds[spec.kind]?.expects(spec);
}

/** Versions of a fact in one line: `since 1.5, gone in 2.1`. */
export function versionsOf(fact: Fact): string | undefined {
  const parts: string[] = [];
  if (fact.since) parts.push(`since ${fact.since}`);
  if (fact.deprecated) parts.push(`deprecated in ${fact.deprecated}`);
  if (fact.until) parts.push(`gone in ${fact.until}`);
  return parts.join(', ') || undefined;
}

/**
 * Everything known of a fact, as Markdown.
 * @param prose what was written about it, where there is any
 */
export function factMarkdown(fact: Fact, kinds: ValueKinds, prose: string | undefined): string {
  const out: string[] = [`\`\`\`text\n${signatureOf(fact) ?? fact.name}\n\`\`\``];
  if (prose) out.push(prose);
  const lines = paramLines(fact, kinds);
  if (fact.default) lines.push(`- Default: ${fact.default}`);
  if (fact.unit) lines.push(`- Unit: ${fact.unit}`);
  if (fact.sections) lines.push(`- Stands in: ${fact.sections.join(', ')}`);
  const versions = versionsOf(fact);
  if (versions) lines.push(`- Versions: ${versions}`);
  if (fact.replacedBy) lines.push(`- Replaced by: \`${fact.replacedBy}\``);
  for (const note of fact.notes ?? []) lines.push(`- ${note}`);
  if (lines.length > 0) out.push(lines.join('\n'));
  if (fact.source) out.push(`[${fact.source.title}](${fact.source.url})`);
  return out.join('\n\n');
}

/** What each parameter takes; those that take the same share a line. */
function paramLines(fact: Fact, kinds: ValueKinds): string[] {
  const names = new Map<string, string[]>();
  for (const param of fact.params ?? []) {
    const expected = 'table' in param ? undefined : expectation(param.value, kinds);
    if (!expected) continue;
    const same = names.get(expected);
    if (same) same.push(`\`${param.name}\``);
    else names.set(expected, [`\`${param.name}\``]);
  }
  return Array.from(names, ([expected, params]) => `- ${params.join(', ')}: ${expected}`);
}
