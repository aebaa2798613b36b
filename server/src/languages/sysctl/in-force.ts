/** The values in force once every file was read, for rules that compare one key with another. */
import { type FileView, type SettingLine, winner } from '../../engine/file-view.ts';
import { isTemplated, noted } from '../../engine/names.ts';
import { type FileReport, type Fix, type Related, removeLine, replace } from '../../engine/rules.ts';
import { sameVariable } from './kernel.ts';
import { kernelNumber } from './kinds.ts';
import { isBehind } from './settle.ts';

/** A line that decides a key, with its numbers. */
export interface Numbers {
  readonly at: SettingLine;
  readonly numbers: readonly [bigint, ...bigint[]];
}

/** Whether every line of the host is as it is written: of what a template makes nothing is known. */
export function isSettled(view: FileView): boolean {
  return noted(view.shared, 'sysctl/settled', () => !view.loaded.some(isTemplated));
}

/** The line that decides a variable, whichever of its names it uses. */
export function deciding(view: FileView, key: string): SettingLine | undefined {
  const names = sameVariable.find((each) => each.includes(key)) ?? [key];
  let last: SettingLine | undefined;
  for (const name of names) {
    const line = winner(view.settings(), name);
    if (line && (!last || isBehind(line, last, view.loaded))) last = line;
  }
  return last;
}

/** The numbers in force; undefined where no line sets the key, or not to numbers. */
export function inForce(view: FileView, key: string): Numbers | undefined {
  const at = deciding(view, key);
  const numbers = at && numbersOf(at);
  return numbers && { at, numbers };
}

export function numbersOf({ setting }: SettingLine): readonly [bigint, ...bigint[]] | undefined {
  if (setting.uncertain) return undefined;
  const numbers = setting.fields.map(kernelNumber);
  return numbers.length > 0 && numbers.every((number) => number !== undefined)
    ? (numbers as [bigint, ...bigint[]])
    : undefined;
}

/** The first number in force, or the kernel's own where no line sets the key; undefined where it is not known. */
export function firstOr(view: FileView, key: string, byDefault: bigint): bigint | undefined {
  return deciding(view, key) ? inForce(view, key)?.numbers[0] : byDefault;
}

/** From the key to the end of the value. */
export function spanOf({ analysis, line, setting }: SettingLine): Pick<FileReport, 'line' | 'start' | 'end'> {
  return { line, start: analysis.statement(line).words[0]?.start ?? setting.start, end: setting.end };
}

/** The value alone. */
export function valueSpanOf({
  line,
  setting: { start, end },
}: SettingLine): Pick<FileReport, 'line' | 'start' | 'end'> {
  return { line, start, end };
}

export function relatedTo(view: FileView, other: SettingLine, message: string): Related {
  return { ...pathOf(view, other), ...spanOf(other), message };
}

export function writeValue(view: FileView, at: SettingLine, value: string, title = `Write ${value}`): Fix {
  const { start, end } = at.setting;
  return { title, safe: false, edits: [{ ...replace(start, end, value, at.line), ...pathOf(view, at) }] };
}

export function removing({ line }: SettingLine): Fix {
  return { title: 'Remove the line', safe: false, edits: [removeLine(line)] };
}

function pathOf(view: FileView, { analysis }: SettingLine): { readonly path?: string } {
  return analysis === view.analysis ? {} : { path: analysis.path };
}
