/** Which messages of how many a log target gets, as `parse_logger` in HAProxy's src/log.c reads it. */
import type { ValueKind } from '../../../engine/values/kind.ts';

const form = /^(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*),?:(\d+)$/;
/** More ranges than this are not compared with one another; nobody writes so many. */
const mostCompared = 1000;

export const sampleRanges: ValueKind = {
  name: 'sample-ranges',
  token: 'string',
  expects: () => 'ranges and a number of messages such as 1:10',
  check(text) {
    const detail = problemOf(text);
    return detail === undefined ? [] : [{ code: 'malformed', detail }];
  },
};

function problemOf(text: string): string | undefined {
  const [, ranges, size] = form.exec(text) ?? [];
  if (ranges === undefined) return 'it takes ranges and the number of messages they are of, such as 1,3-5:10';
  const known: (readonly [number, number])[] = [];
  for (const piece of ranges.split(',')) {
    const [from = '', to] = piece.split('-');
    const [low, high] = [Number(from), Number(to ?? from)];
    if (low < 1) return 'messages are counted from 1 on';
    if (to !== undefined && high <= low) return `the range '${piece.slice(0, 40)}' ends before it starts`;
    if (
      known.length < mostCompared &&
      known.some(([first, last]) => holds(first, last, low) || holds(first, last, high))
    )
      return `the range '${piece.slice(0, 40)}' overlaps another one`;
    known.push([low, high]);
    if (high > Number(size)) return `the range '${piece.slice(0, 40)}' goes beyond the ${Number(size)} messages`;
  }
  return undefined;
}

function holds(first: number, last: number, number: number): boolean {
  return number >= first && number <= last;
}
