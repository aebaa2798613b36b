import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { checkFixture } from './fixture.ts';
import type { GrammarLanguage } from './tokenizer.ts';

const fixtures = new URL('./fixtures/', import.meta.url);

for (const language of ['haproxy', 'limits', 'sysctl'] satisfies GrammarLanguage[]) {
  describe(`the grammar of ${language}`, () => {
    const folder = new URL(`${language}/`, fixtures);
    const names = readdirSync(folder).sort();
    test('has fixtures', () => assert.notEqual(names.length, 0));
    for (const name of names) test(name, () => checkFixture(language, readFileSync(new URL(name, folder), 'utf8')));
  });
}

describe('a grammar fixture fails', () => {
  const failing: Readonly<Record<string, readonly [string, RegExp]>> = {
    'when it asserts nothing': ['  vm.swappiness = 1\n# only a remark\n', /asserts nothing/],
    'when the scope is missing': [
      '  vm.swappiness = 1\n# ^^ keyword.control.sysctl\n',
      /'vm' lacks keyword\.control\.sysctl/,
    ],
    'when the stretch is too short': [
      '  vm.swappiness = 10\n#                 ^ constant.numeric.sysctl\n',
      /constant\.numeric\.sysctl is on '10', not on '1'/,
    ],
    'when the stretch is too long': [
      '  vm.swappiness = 10\n# ^^^^^^^^^^^^^^^ support.type.property-name.sysctl\n',
      /is on 'vm\.swappiness', not on/,
    ],
    'when an unwanted scope is there': [
      '  vm.swappiness = 1\n#                 ^ !constant\n',
      /'1' has constant\.numeric\.sysctl/,
    ],
    'when carets point beyond the line': ['  a = 1\n#       ^ constant.numeric.sysctl\n', /beyond the end/],
    'when carets name no scope': ['  a = 1\n# ^\n', /without a scope/],
    'when a note has nothing above it': ['# ^ constant.numeric.sysctl\n', /nothing above/],
    'when a line has no gutter': ['vm.swappiness = 1\n', /two spaces/],
  };
  for (const [name, [fixture, message]] of Object.entries(failing)) {
    test(name, () => assert.rejects(checkFixture('sysctl', fixture), message));
  }
});
