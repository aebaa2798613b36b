/** The global sections of all files that are read together, for what they allow and provide. */
import type { Analysis } from '../../engine/analysis.ts';
import type { FileView } from '../../engine/file-view.ts';
import { blocksWhere, noted, placed } from '../../engine/names.ts';
import { Section } from './configuration.ts';

const globalBlocks = blocksWhere('haproxy/global', (_analysis, block) => block.context.kind === 'global');

interface PlacedSection {
  readonly analysis: Analysis;
  readonly first: number;
  readonly section: Section;
}

/** The global sections of the files that are read together, with what each line of them is about. */
export function globalSections(view: FileView): readonly PlacedSection[] {
  return noted(view.notes, 'haproxy/global', () =>
    view.loaded.flatMap((analysis) =>
      placed(analysis, analysis.fold(globalBlocks)).map(({ block, first }) => {
        const summary = analysis.blockSummary(block);
        return { analysis, first, section: new Section(block, summary, analysis.language, analysis.host) };
      }),
    ),
  );
}

/** Whether some global section has a directive; where files may be missing one without any may be in them. */
export function globalHas(view: FileView, directive: string): boolean {
  let none = true;
  for (const { section } of globalSections(view)) {
    if (section.has(directive)) return true;
    none = false;
  }
  return none && !view.whole;
}

/** Whether a directive of a global section is read before a line; the same of files that may be missing. */
export function globalHasBefore(view: FileView, directive: string, analysis: Analysis, line: number): boolean {
  let none = true;
  for (const { analysis: from, first, section } of globalSections(view)) {
    none = false;
    const at = section.lines(directive)[0];
    if (at === undefined) continue;
    if (from === analysis ? first + at < line : view.loaded.indexOf(from) < view.loaded.indexOf(analysis)) return true;
  }
  return none && !view.whole;
}
