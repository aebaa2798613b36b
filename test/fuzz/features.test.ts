import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Finding, findingsOf } from '../../server/src/engine/findings.ts';
import type { Language } from '../../server/src/engine/language.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { Workspace } from '../../server/src/engine/workspace.ts';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { completion } from '../../server/src/features/completion.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlay-hints.ts';
import { folding, type OutlineEntry, outline } from '../../server/src/features/outline.ts';
import { lineTokens } from '../../server/src/features/semantic-tokens.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { languages } from '../../server/src/languages/index.ts';
import { rulesOf } from '../../server/src/rules.ts';
import { fileOf, tried } from './arbitrary.ts';

const known = (value: string | number) => ({ value, from: 'test' }) as never;
const hosts: readonly Host[] = [
  {},
  {
    memory: known(4 * 1024 ** 3),
    cpus: known(4),
    kernel: known('6.1'),
    haproxy: known('3.2'),
    distribution: known('debian-12'),
    loader: known('procps'),
  },
  {
    memory: known(1024 ** 2),
    kernel: known('2.6.32'),
    haproxy: known('2.0'),
    loader: known('systemd'),
    pam: known('1.5.2'),
  },
];

function open(language: Language, source: string, host: Host): Workspace {
  const workspace = new Workspace();
  workspace.set('/etc/x', language, Text.of(source), { host, rules: ruleSet(rulesOf(language)) });
  return workspace;
}

function checkFinding(text: Text, { rule, line, start, end, message, fixes }: Finding): void {
  const length = text.lines[line]?.text.length ?? -1;
  assert.ok(
    start >= 0 && start <= end && end <= length,
    `${rule.id} ${line}:${start}-${end} stands in a line of ${length}`,
  );
  assert.notEqual(message, '');
  assert.doesNotMatch(message, /undefined|NaN|\[object/, rule.id);
  for (const fix of fixes) {
    assert.doesNotMatch(fix.title, /undefined|NaN|\[object/, rule.id);
    const after = text.editedBy(fix.edits.filter((edit) => edit.path === undefined || edit.path === '/etc/x'));
    assert.notEqual(after.toString(), text.toString(), `${rule.id}: '${fix.title}' changes something`);
  }
}

function checkOutline(text: Text, entries: readonly OutlineEntry[], from = 0, to = text.lines.length - 1): void {
  for (const { line, lastLine, start, end, children } of entries) {
    assert.ok(line >= from && line <= lastLine && lastLine <= to, 'an entry stands inside the one around it');
    assert.ok(start <= end && end <= (text.lines[line]?.text.length ?? 0), 'the name stands in the first line');
    checkOutline(text, children, line, lastLine);
  }
}

for (const language of languages) {
  describe(`any ${language.id} file`, () => {
    it('has hints in order, lenses above its lines, and values in force', () => {
      fc.assert(
        fc.property(fileOf(language.id), fc.constantFrom(...hosts), (source, host) => {
          const view = open(language, source, host).view('/etc/x');
          const { lines } = view.analysis.text;
          let before = { line: 0, column: 0 };
          for (const hint of inlayHints(view, 0, lines.length - 1, findingsOf(view))) {
            assert.ok(hint.line > before.line || (hint.line === before.line && hint.column >= before.column));
            assert.ok(hint.column <= (lines[hint.line]?.text.length ?? -1));
            assert.doesNotMatch(hint.text, /undefined|NaN|\[object/);
            before = hint;
          }
          for (const { line } of language.lenses?.(view) ?? []) assert.ok(line < lines.length);
          assert.doesNotMatch(language.effective?.(view) ?? '', /\[object|\bNaN\b/);
        }),
        tried(300),
      );
    });

    it('is judged by every rule, in its own lines and in words', () => {
      fc.assert(
        fc.property(fileOf(language.id), fc.constantFrom(...hosts), (source, host) => {
          const workspace = open(language, source, host);
          const view = workspace.view('/etc/x');
          const findings = findingsOf(view);
          for (const finding of findings) checkFinding(view.analysis.text, finding);
          codeActions(view, findings);
        }),
        tried(700),
      );
    });

    it('is described, completed, coloured and folded everywhere', async () => {
      await fc.assert(
        fc.asyncProperty(fileOf(language.id), fc.nat(), fc.nat(), async (source, someLine, someColumn) => {
          const view = open(language, source, {}).view('/etc/x');
          const { text } = view.analysis;
          const line = someLine % text.lines.length;
          const content = text.line(line).text;
          const column = someColumn % (content.length + 1);
          const found = await hover(view, { line, column });
          if (found)
            assert.ok(
              found.start <= column && column <= found.end && found.end <= content.length,
              'a hover is about where it is asked',
            );
          for (const { start, end, label } of completion(view, { line, column })) {
            assert.ok(start <= column && column <= end && end <= content.length, `${label} replaces what is there`);
          }
          text.lines.forEach((each, index) => {
            let last = 0;
            for (const { start, end } of lineTokens(view.analysis, index)) {
              assert.ok(
                start >= last && end > start && end <= each.text.length,
                'tokens stand in order and in the line',
              );
              last = end;
            }
          });
          checkOutline(text, outline(view.analysis));
          for (const fold of folding(view.analysis))
            assert.ok(fold.line < fold.lastLine && fold.lastLine < text.lines.length);
        }),
        tried(300),
      );
    });
  });
}
