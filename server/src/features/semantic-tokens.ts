/** Semantic tokens: what the facts know better than the grammar, such as which word is a value and which names something. */
import type { Analysis } from '../engine/analysis.ts';
import type { Slot } from '../engine/slots.ts';
import { isDefinition } from '../engine/values/common.ts';
import type { TokenType, ValueKinds } from '../engine/values/kind.ts';

export const tokenTypes: readonly TokenType[] = [
  'keyword',
  'property',
  'variable',
  'function',
  'string',
  'number',
  'enumMember',
  'operator',
  'namespace',
  'regexp',
  'class',
];
export const tokenModifiers = ['definition', 'deprecated'] as const;

export interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly definition: boolean;
  readonly deprecated: boolean;
}

/** The tokens of one line, in order and without overlap. */
export function lineTokens(analysis: Analysis, line: number): readonly Token[] {
  const tokens: Token[] = [];
  for (const slot of analysis.statement(line).slots) push(slot, analysis.language.kinds, tokens);
  return tokens;
}

function push(slot: Slot, kinds: ValueKinds, into: Token[]): void {
  if (slot.nested) {
    for (const inner of slot.nested) push(inner, kinds, into);
    return;
  }
  const type = typeOf(slot, kinds);
  const last = into[into.length - 1];
  if (!type || slot.end <= slot.start || (last !== undefined && last.end > slot.start)) return;
  const definition = slot.spec !== undefined && isDefinition(slot.spec);
  const deprecated = slot.role === 'name' && slot.fact?.until !== undefined;
  into.push({ start: slot.start, end: slot.end, type, definition, deprecated });
}

function typeOf(slot: Slot, kinds: ValueKinds): TokenType | undefined {
  if (slot.role === 'name') return slot.table?.token ?? 'keyword';
  if (slot.role === 'value' && slot.spec) return kinds[slot.spec.kind]?.token;
  return undefined;
}
