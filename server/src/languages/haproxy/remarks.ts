/** What the rules about the preprocessor say: its remarks with their fixes. */
import type { Analysis } from '../../engine/analysis.ts';
import { type FileReport, replace } from '../../engine/rules.ts';
import { type Remark, remarksOn } from './preprocessor.ts';

export function reportsOn(analysis: Analysis, kinds: readonly Remark['kind'][]): FileReport[] {
  return remarksOn(analysis).flatMap(({ kind, line, start, end, message, suggestion }) => {
    if (!kinds.includes(kind)) return [];
    const fixes =
      suggestion === undefined
        ? []
        : [{ title: `Change to '${suggestion}'`, safe: false, edits: [replace(start, end, suggestion, line)] }];
    return [{ line, start, end, message, fixes }];
  });
}
