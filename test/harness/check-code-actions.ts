/** Checks code actions against a fixture: their titles, which is preferred, and the text after each that edits. */
import assert from 'node:assert/strict';
import { findingsOf } from '../../server/src/engine/findings.ts';
import { ownRules } from '../../server/src/engine/own-rules.ts';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { writeFixture } from './fixture.ts';
import { type OpenOptions, openFixture } from './open.ts';

/**
 * Fails unless the actions for the findings in the line of `$0` are the expected ones: a line for each with its title (`*`
 * before the preferred, the command behind), and below it the text after its edits.
 */
export function checkCodeActions(fixture: string, expected: string, options: OpenOptions = {}): void {
  const { view, cursor } = openFixture(fixture, { ...options, rules: [...(options.rules ?? []), ...ownRules] });
  const touched = findingsOf(view).filter((finding) => finding.line === cursor.line);
  const shown = codeActions(view, touched).map(({ title, preferred, edits, command }) => {
    const head = `${preferred ? '* ' : ''}${title}${command ? ` → ${command}` : ''}`;
    if (edits.length === 0) return head;
    const source = view.analysis.text.editedBy(edits).toString();
    return `${head}\n${writeFixture([{ path: undefined, source, notes: [] }])}`;
  });
  assert.equal(shown.join('\n'), expected.replace(/\n$/, ''));
}
