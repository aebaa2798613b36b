/** The options of `bind` and `server` lines with their arguments, those of `default-server` lines included. */
import type { Slot } from '../../engine/slots.ts';
import type { Statement } from '../../engine/statement.ts';
import type { ProxyReport, ProxySection } from './configuration.ts';

/** An option with its argument, and the line that it stands on; lines of `defaults` are before all others. */
export interface GivenOption {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** Where it stands on its line. */
  readonly slot: Slot;
}

/** The options of one line, in their order. */
export function optionsOn({ slots }: Statement, line: number): readonly GivenOption[] {
  return slots.flatMap((slot, index) => {
    const { role, fact, text } = slot;
    if (role !== 'name' || fact === undefined || index === 0) return [];
    const next = slots[index + 1];
    return [{ name: text, value: next?.role === 'value' ? next.text : '', line, slot }];
  });
}

/** What `default-server` lines give to the servers of a section, from top to bottom, its `defaults` first. */
export function inheritedOptions(proxy: ProxySection): readonly GivenOption[] {
  return proxy.recall('default-server options', () => {
    const above = proxy.defaults ? inheritedOptions(proxy.defaults) : [];
    const own = proxy.lines('default-server').flatMap((line) => optionsOn(proxy.statement(line), line));
    return [...above.map((each) => (each.line < 0 ? each : { ...each, line: -1 })), ...own];
  });
}

/**
 * Whether a `default-server` line that counts for a proxy may give an option that the pattern looks for. Told from the text,
 * for reading these lines in every proxy takes long; where quotes or escapes may hide a name, the answer is yes.
 */
export function mayInherit(proxy: ProxySection, pattern: RegExp): boolean {
  for (let section: ProxySection | undefined = proxy; section; section = section.defaults) {
    for (const line of section.lines('default-server')) {
      const text = section.text(line);
      if (pattern.test(text) || hiding.test(text)) return true;
    }
  }
  return false;
}

const hiding = /["'\\]/;

/** The slot of the first of some options on a server's own line, or that of its name where none of them stands there. */
export function ownPlace(
  options: readonly GivenOption[],
  line: number,
  names: readonly string[],
  statement: Statement,
) {
  return options.find((each) => each.line === line && names.includes(each.name))?.slot ?? statement.slots[1];
}

export function saidAt(line: number, slot: Slot | undefined, message: string): readonly ProxyReport[] {
  return slot ? [{ line, start: slot.start, end: slot.end, message }] : [];
}

const harmless = new Set(['time-without-unit', 'number-junk', 'deprecated-keyword']);

/** Whether a line can be judged as a whole: every word of it is known, and HAProxy takes each. */
export function isWhole({ words, problems }: Statement): boolean {
  return !words.some(({ uncertain }) => uncertain) && problems.every(({ code }) => harmless.has(code));
}
