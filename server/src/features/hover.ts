/** Hover: what stands under the cursor, what its value means, and which line decides. */
import { type FileView, type SettingLine, surroundingsOf } from '../engine/file-view.ts';
import type { RunningMachine } from '../engine/running.ts';
import { type Slot, slotsAt } from '../engine/slots.ts';
import type { Position } from '../engine/text.ts';
import { capacityMarkdown } from './capacity.ts';
import { expectation, factMarkdown } from './describe.ts';

export interface Hover {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly markdown: string;
}

/** What a hover may ask besides the file. */
interface Around {
  /** What runs on the machine that the file belongs to, where that is at hand. */
  readonly machine?: RunningMachine | undefined;
  /** A huge file is still being worked on: what takes a look at all of it is left out. */
  readonly busy?: boolean;
}

/** What to say about a place; undefined where there is nothing to say. */
export async function hover(
  view: FileView,
  at: Position,
  { machine, busy = false }: Around = {},
): Promise<Hover | undefined> {
  const { analysis } = view;
  const statement = analysis.statement(at.line);
  const path = slotsAt(statement.slots, at.column).filter((slot) => slot.role !== 'empty');
  const slot = path[path.length - 1];
  if (!slot) return undefined;
  const { kinds } = analysis.language;
  const parts: string[] = [];
  const value = slot.role === 'value' && slot.spec ? valueText(slot, view) : undefined;
  if (value) parts.push(value);
  const subject = subjectText(statement.slots, slot, view);
  if (subject) parts.push(subject);
  const owner = [...path].reverse().find((each) => each.fact)?.fact;
  if (owner) parts.push(factMarkdown(owner, kinds, (await analysis.language.prose())[owner.id]));
  // While a huge file is still being read nobody waits for the lines that nobody has seen yet.
  const known = view.loaded.every(({ ready }) => ready);
  const notes = known ? (analysis.language.notes?.(view, statement) ?? []) : [];
  if (notes.length > 0) parts.push(notes.join('\n\n'));
  const decided = known && statement.setting ? otherLines(view, at.line, statement.setting.key) : undefined;
  if (decided) parts.push(decided);
  const running = machine && (await analysis.language.running?.beside(view, at.line, machine));
  if (running) parts.push(running);
  const capacity = !busy && (known || view.analysis.ready) ? capacityMarkdown(view, at.line) : undefined;
  if (capacity) parts.push(capacity);
  return parts.length === 0
    ? undefined
    : { line: at.line, start: slot.start, end: slot.end, markdown: parts.join('\n\n---\n\n') };
}

function valueText(slot: Slot, view: FileView): string | undefined {
  const { kinds } = view.analysis.language;
  const { spec, text, param } = slot;
  if (!spec) return undefined;
  const meaning = kinds[spec.kind]?.describe?.(text, spec, surroundingsOf(view));
  if (meaning) return `**${code(text)}** = ${meaning}${param ? ` (${param})` : ''}`;
  const expected = expectation(spec, kinds);
  return param && expected ? `**${param}**: ${expected}` : undefined;
}

/** Whom the line is about, where it starts with that: said at the words behind it. */
function subjectText([first]: readonly Slot[], slot: Slot, view: FileView): string | undefined {
  if (!first?.spec || first === slot || first.role !== 'value') return undefined;
  const meaning = view.analysis.language.kinds[first.spec.kind]?.describe?.(
    first.text,
    first.spec,
    surroundingsOf(view),
  );
  return meaning && `Applies to ${meaning}.`;
}

/** The other lines that set the same key, and which of them counts. */
function otherLines(view: FileView, line: number, key: string): string | undefined {
  const lines = view.settings().get(key) ?? [];
  if (lines.length < 2) return undefined;
  const isHere = (each: SettingLine) => each.analysis === view.analysis && each.line === line;
  const last = lines[lines.length - 1] as SettingLine;
  const place = last.analysis === view.analysis ? `line ${last.line + 1}` : `${last.analysis.path}:${last.line + 1}`;
  const text = isHere(last)
    ? `Set ${lines.length} times; **this line counts**${lines.every(({ setting }) => setting.key === key) ? ', it is read last' : ''}.`
    : `Set ${lines.length} times; **${place} counts**: ${code(last.setting.value)}.`;
  return text;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}
