/** Unified diffs of a text and what its edits made of it. */
import type { Line, Text } from '../../engine/text.ts';

/** How many unchanged lines stand around a change. */
const context = 3;
/** Cells of the table in which two changed regions are compared line by line; above it, one replaces the other whole. */
const mostCells = 1_000_000;

interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly line: Line;
}

/**
 * The diff of one file, empty where nothing changed. Paths are written with `a/` and `b/` before them, for `patch -p1` and
 * `git apply`.
 */
export function unifiedDiff(path: string, before: Text, after: Text): string {
  const steps = stepsBetween(realLines(before), realLines(after));
  const hunks = hunksOf(steps);
  if (hunks.length === 0) return '';
  const name = path.replace(/^\/+/, '');
  return [`--- a/${name}\n`, `+++ b/${name}\n`, ...hunks].join('');
}

/** The lines of a text without the empty one behind the last line end. */
function realLines(text: Text): readonly Line[] {
  const { lines } = text;
  return lines[lines.length - 1]?.text === '' ? lines.slice(0, -1) : lines;
}

/** Lines that edits left alone are the same objects in both texts and in the same order; only what is between them is compared. */
function stepsBetween(old: readonly Line[], fresh: readonly Line[]): readonly Step[] {
  const steps: Step[] = [];
  const places = new Map(fresh.map((line, index) => [line, index]));
  let oldFrom = 0;
  let freshFrom = 0;
  for (let at = 0; at <= old.length; at++) {
    const line = old[at];
    const place = line ? places.get(line) : fresh.length;
    if (place === undefined || place < freshFrom) continue;
    for (const step of compared(old.slice(oldFrom, at), fresh.slice(freshFrom, place))) steps.push(step);
    if (line) steps.push({ mark: ' ', line });
    oldFrom = at + 1;
    freshFrom = place + 1;
  }
  return steps;
}

/** The shortest way from one region to the other, by the longest common subsequence of their lines. */
function compared(old: readonly Line[], fresh: readonly Line[]): readonly Step[] {
  const removed = (line: Line): Step => ({ mark: '-', line });
  const added = (line: Line): Step => ({ mark: '+', line });
  if (old.length * fresh.length > mostCells) return [...old.map(removed), ...fresh.map(added)];
  const width = fresh.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      const down = common[(i + 1) * width + j] as number;
      const right = common[i * width + j + 1] as number;
      common[i * width + j] = isSame(old[i], fresh[j])
        ? (common[(i + 1) * width + j + 1] as number) + 1
        : Math.max(down, right);
    }
  }
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    const left = old[i];
    const right = fresh[j];
    if (left && right && isSame(left, right)) {
      steps.push({ mark: ' ', line: left });
      i++;
      j++;
    } else if (left && (!right || (common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number))) {
      steps.push(removed(left));
      i++;
    } else {
      steps.push(added(right as Line));
      j++;
    }
  }
  return steps;
}

function isSame(a: Line | undefined, b: Line | undefined): boolean {
  return a?.text === b?.text && a?.end === b?.end;
}

function hunksOf(steps: readonly Step[]): readonly string[] {
  const hunks: string[] = [];
  let oldLine = 1;
  let freshLine = 1;
  for (let at = 0; at < steps.length; ) {
    const first = steps.findIndex((step, index) => index >= at && step.mark !== ' ');
    if (first < 0) break;
    const from = Math.max(at, first - context);
    let last = first;
    for (let next = first; next < steps.length && next - last <= 2 * context; next++)
      if (steps[next]?.mark !== ' ') last = next;
    const to = Math.min(steps.length, last + 1 + context);
    oldLine += from - at;
    freshLine += from - at;
    const hunk = steps.slice(from, to);
    const oldCount = hunk.filter((step) => step.mark !== '+').length;
    const freshCount = hunk.filter((step) => step.mark !== '-').length;
    hunks.push(`@@ -${range(oldLine, oldCount)} +${range(freshLine, freshCount)} @@\n${hunk.map(printed).join('')}`);
    oldLine += oldCount;
    freshLine += freshCount;
    at = to;
  }
  return hunks;
}

/** A region of no lines is named by the line before it. */
function range(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`;
}

function printed({ mark, line }: Step): string {
  return `${mark}${line.text}${line.end || '\n\\ No newline at end of file\n'}`;
}
