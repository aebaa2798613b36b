/** The `tcp-request content` rules of a proxy, for rules about what they read. */
import type { Statement } from '../../engine/statement.ts';
import type { ProxySection } from './configuration.ts';
import type { HaproxyFact } from './facts/tables.ts';

export interface ContentRule {
  readonly line: number;
  readonly statement: Statement;
  readonly action: string;
}

/** The rules whose action matches. */
export function contentRules(proxy: ProxySection, actions: RegExp): readonly ContentRule[] {
  return proxy.lines('tcp-request content').flatMap((line) => {
    const statement = proxy.statement(line);
    const action = statement.words[2]?.text ?? '';
    return actions.test(action) ? [{ line, statement, action }] : [];
  });
}

/** The fetch that a rule's sample expression starts with, and where it stands. */
export function sampleOf({
  slots,
}: Statement): { readonly fact: HaproxyFact; readonly start: number; readonly end: number } | undefined {
  const sample = slots.find(({ spec, nested }) => spec?.kind === 'sample' && nested !== undefined);
  const name = sample?.nested?.[0];
  const fact = name?.fact as HaproxyFact | undefined;
  return name && fact?.table === 'fetch' ? { fact, start: name.start, end: name.end } : undefined;
}
