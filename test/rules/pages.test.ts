/**
 * Every rule has a page beside it, and every example on the page is a test. A fence named after a language is a fixture; the
 * fence behind it marked `fixed` is what its fixes make of it. `UPDATE=1` writes what the rules really say into the pages:
 * read the difference before you believe it.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ownRules } from '../../server/src/engine/own-rules.ts';
import type { Rule } from '../../server/src/engine/rules.ts';
import { languageById, languages } from '../../server/src/languages/index.ts';
import { ruleGroups } from '../../server/src/rules.ts';
import { applyFixes, renderFindings } from '../harness/check-findings.ts';

const source = join(dirname(fileURLToPath(import.meta.url)), '../../server/src');
const update = process.env.UPDATE === '1';

interface Fence {
  readonly language: string;
  readonly fixed: boolean;
  readonly body: string;
}

for (const { title, folder, rules } of ruleGroups) {
  describe(`rules: ${title}`, () => {
    for (const rule of rules) {
      it(rule.id, () => {
        const [head, name] = rule.id.split('/') as [string, string];
        const subject = folder === 'engine/own-rules' ? 'headroom' : folder.split('/').at(-2);
        assert.equal(head, subject, 'a rule id starts with its subject');
        checkPage(rule, join(source, folder, `${name}.md`));
      });
    }
  });
}

function checkPage(rule: Rule, path: string): void {
  assert.ok(existsSync(path), `${rule.id} has no page`);
  const page = readFileSync(path, 'utf8');
  assert.match(page, new RegExp(`^# ${rule.id}\\n`), 'the first heading is the rule id');
  assert.ok(page.includes(rule.title), `the page says its title: ${rule.title}`);
  const fences = fencesOf(page);
  const shown = fences.map((fence, index) =>
    fence.fixed ? expectedFix(fences[index - 1], rule) : expectedNotes(fence, rule),
  );
  if (update) {
    writeFileSync(path, withBodies(page, shown));
    return;
  }
  fences.forEach((fence, index) => {
    assert.equal(shown[index], fence.body);
  });
  const notes = (fence: Fence) => /^# +\^+ (error|warning|information|hint): /m.test(fence.body);
  const examples = fences.filter((fence) => !fence.fixed);
  assert.ok(examples.some(notes), 'some example shows the finding');
  assert.ok(
    fences.some((fence) => !notes(fence)),
    'some example is right and has no finding',
  );
  fences.forEach((fence, index) => {
    if (!fence.fixed && fence.body.includes('💡'))
      assert.ok(fences[index + 1]?.fixed, 'an example with a fix shows the fixed text');
  });
}

function expectedNotes(fence: Fence, rule: Rule): string {
  return renderFindings(fence.body, { language: fence.language, rules: rulesFor(rule, fence.language) });
}

function expectedFix(fence: Fence | undefined, rule: Rule): string {
  assert.ok(fence && !fence.fixed, 'a fixed fence stands behind its example');
  return applyFixes(fence.body, { language: fence.language, rules: rulesFor(rule, fence.language) });
}

/** A rule about Headroom itself needs other rules to speak. */
function rulesFor(rule: Rule, language: string): readonly Rule[] {
  return ownRules.includes(rule) ? (languageById(language)?.rules ?? []) : [rule];
}

const fencePattern = /^```(\w+)( fixed)?\n([\s\S]*?)\n```$/gm;

function fencesOf(page: string): Fence[] {
  const ids = new Set(languages.map((language) => language.id));
  return [...page.matchAll(fencePattern)]
    .filter((found) => ids.has(found[1] as string))
    .map((found) => ({ language: found[1] as string, fixed: found[2] !== undefined, body: found[3] as string }));
}

function withBodies(page: string, bodies: readonly string[]): string {
  const ids = new Set(languages.map((language) => language.id));
  let index = 0;
  return page.replace(fencePattern, (all, language: string, fixed = '') =>
    ids.has(language) ? `\`\`\`${language}${fixed}\n${bodies[index++]}\n\`\`\`` : all,
  );
}
