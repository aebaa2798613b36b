/** A line of a file as a terminal shows it, with carets below a part of it. */

export interface Excerpt {
  readonly text: string;
  /** Blanks and carets that stand below `text`. */
  readonly carets: string;
}

/** One thing on the screen: what is printed for some characters of the line, and how many columns it takes. */
interface Cell {
  readonly from: number;
  readonly text: string;
  readonly width: number;
}

const tabWidth = 4;
const ellipsis = '…';
/** Columns kept before the part that is pointed at when a line is clipped. */
const lead = 24;

/**
 * Shows a line in at most `width` columns. Tabs become blanks, what has no picture is named, and a long line is clipped
 * around the part between `start` and `end` (in UTF-16 units), below which the carets stand; at least one.
 */
export function excerptOf(line: string, start: number, end: number, width: number): Excerpt {
  // A terminal shows far fewer characters than a line may have; the others need not be measured.
  const reach = width * 4;
  const from = aligned(line, Math.max(0, start - reach));
  const to = aligned(line, Math.min(line.length, start + reach));
  const cells = cellsOf(line.slice(from, to), from);
  const first = cells.findIndex((_, index) => (cells[index + 1]?.from ?? to) > start);
  const at = first < 0 ? cells.length : first;
  const isWhole = from === 0 && to === line.length && total(cells) <= width;
  const [left, right] = isWhole ? [0, cells.length] : windowOf(cells, at, width - 2);
  const clippedLeft = from > 0 || left > 0;
  const clippedRight = to < line.length || right < cells.length;
  const shown = cells.slice(left, right);
  const before = total(cells.slice(left, at));
  const pointed = shown.filter((cell, index) => left + index >= at && cell.from < end);
  return {
    text: `${clippedLeft ? ellipsis : ''}${shown.map((cell) => cell.text).join('')}${clippedRight ? ellipsis : ''}`.trimEnd(),
    carets: `${' '.repeat(before + (clippedLeft ? 1 : 0))}${'^'.repeat(Math.max(1, total(pointed)))}`,
  };
}

/** Text that does nothing to a terminal: what has no picture is named instead. */
export function printable(text: string): string {
  return text.replace(unprintable, nameOf);
}

/** Cells from `left` to before `right` that fit into the width, `at` among them. */
function windowOf(cells: readonly Cell[], at: number, width: number): readonly [number, number] {
  let left = at;
  let right = at;
  let used = 0;
  while (left > 0 && used + (cells[left - 1] as Cell).width <= lead) used += (cells[--left] as Cell).width;
  while (right < cells.length && used + (cells[right] as Cell).width <= width) used += (cells[right++] as Cell).width;
  while (left > 0 && used + (cells[left - 1] as Cell).width <= width) used += (cells[--left] as Cell).width;
  return [left, right];
}

function cellsOf(text: string, offset: number): readonly Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const shown = segment === '\t' ? ' '.repeat(tabWidth - (column % tabWidth)) : printable(segment);
    const width = segment === '\t' || shown !== segment ? shown.length : widthOf(segment);
    cells.push({ from: offset + index, text: shown, width });
    column += width;
  }
  return cells;
}

function total(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** The index, or the one before where it is between the halves of a character. */
function aligned(line: string, index: number): number {
  const code = line.charCodeAt(index);
  return index > 0 && code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Control characters, and those that are not seen or turn the direction of what follows. */
const unprintable = /[\0-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function nameOf(character: string): string {
  return `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** Blocks of characters that take two columns: East Asian scripts and pictures. */
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u;

function widthOf(grapheme: string): number {
  return wide.test(grapheme) || grapheme.includes('\ufe0f') ? 2 : 1;
}
