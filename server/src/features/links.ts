/** Links from a name to the document that its fact was read in. */
import type { Analysis } from '../engine/analysis.ts';
import type { Slot } from '../engine/slots.ts';

export interface Link {
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly tooltip: string;
}

/** The links of one line: one for the name it starts with. */
export function lineLinks(analysis: Analysis, line: number): readonly Link[] {
  const slot: Slot | undefined = analysis
    .statement(line)
    .slots.find((each) => each.role === 'name' && each.fact?.source);
  const source = slot?.fact?.source;
  return slot && source ? [{ start: slot.start, end: slot.end, url: source.url, tooltip: source.title }] : [];
}
