/**
 * Real sysctl files: they are read without loss, and nothing is called an error that the kernel or the loaders accept. The
 * project's own sample hosts are always read; where a corpus of public files lies beside the project (HEADROOM_SHARED, or
 * `../shared`) its files are read as well. The errors found there were reviewed one by one and are known by digest, so that
 * no line of anybody else's file is kept here.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../server/src/engine/findings.ts';
import { Text } from '../../server/src/engine/text.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { shared } from '../harness/shared.ts';
import { findingsIn, type WorldFile, worldOf } from '../harness/world.ts';

const project = join(dirname(fileURLToPath(import.meta.url)), '../..');
const samples = join(project, 'test/samples');
const corpus = join(shared, 'corpus/sysctl');

/** First digits of the SHA-256 of `rule` and line: each was read, and each is refused. */
const reviewedErrors = new Set([
  // Keys without a write bit.
  '46021add22f3',
  '36bc43d06e9e',
  // A port above 65535.
  '662eefbbdb6b',
  // Lines of prose and of a log, without an equals sign.
  '20fb577b0958',
  '434e856efef2',
  '01c186998598',
]);

const sampleFiles = readdirSync(samples, { recursive: true, encoding: 'utf8' })
  .filter((path) => sysctl.detection.path.test(`/${path}`))
  .sort()
  .map((path) => fileAt(join(samples, path)));
const corpusFiles = existsSync(corpus)
  ? readdirSync(corpus)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => fileAt(join(corpus, name)))
  : [];

describe('real sysctl files', () => {
  it('are read without loss', () => {
    for (const { path, source } of [...sampleFiles, ...corpusFiles]) {
      const text = Text.of(source);
      assert.equal(text.toString(), source, path);
      for (const { text: line } of text.lines) {
        const { words, comment } = sysctl.read(line);
        let at = 0;
        for (const word of words) {
          assert.match(line.slice(at, word.start), /^\ufeff?[\s=-]*$/, `${path}: ${line}`);
          assert.equal(line.slice(word.start, word.end), word.text, `${path}: ${line}`);
          at = word.end;
        }
        if (comment < 0) assert.match(line.slice(at), /^\ufeff?[\s=]*$/, `${path}: ${line}`);
        else assert.match(line, /^\ufeff?\s*[#;]/, `${path}: ${line}`);
      }
    }
  });

  it('hold no error but those that were reviewed', () => {
    const unknown: string[] = [];
    for (const file of corpusFiles) {
      const lines = file.source.split('\n');
      for (const { rule, severity, line, message } of findingsOf(file)) {
        if (severity !== 'error') continue;
        const digest = createHash('sha256').update(`${rule.id}\n${lines[line]}`).digest('hex').slice(0, 12);
        if (!reviewedErrors.has(digest))
          unknown.push(`${digest} ${relative(corpus, file.path)}:${line + 1} ${rule.id}: ${message}`);
      }
    }
    assert.deepEqual(unknown, []);
  });
});

function fileAt(path: string): WorldFile {
  return { path, source: readFileSync(path, 'utf8') };
}

/** The findings of a file by itself. */
function findingsOf(file: WorldFile): readonly Finding[] {
  return findingsIn(worldOf([file], { language: sysctl }), file.path);
}
