/**
 * Real configurations: whatever is in them, reading loses nothing and throws nothing, and no rule calls a file wrong that
 * HAProxy accepts. The files are measured against and not part of the project; without them the sample hosts stand in.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findingsOf } from '../../server/src/engine/findings.ts';
import { ruleSet } from '../../server/src/engine/rules.ts';
import { Text } from '../../server/src/engine/text.ts';
import { type Host, readHostFact } from '../../server/src/host/facts.ts';
import { directives, table } from '../../server/src/languages/haproxy/facts/tables.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { allFacts } from '../../server/src/languages/haproxy/tables.ts';
import { isTemplate } from '../../server/src/languages/haproxy/template.ts';
import { shared } from '../harness/shared.ts';
import { worldOf } from '../harness/world.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const corpus = join(shared, 'corpus/haproxy');
const targets = ['2.4', '2.6', '3.2', '3.4', '3.5-dev5'];

interface Sample {
  readonly name: string;
  readonly source: string;
  /** The versions that accept the file. */
  readonly acceptedBy: readonly string[];
}

interface Row {
  readonly file: string;
  readonly kind?: string;
  readonly prefix_files?: readonly string[];
  readonly versions: Readonly<Record<string, { readonly verdict: string; readonly base_exit?: number }>>;
}

function samples(): readonly Sample[] {
  return existsSync(corpus)
    ? [...['wild', 'upstream', 'mutants'].flatMap(judged), ...templated()]
    : readdirSync(join(root, 'test/samples'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => sample(name, join(root, 'test/samples', name, 'etc/haproxy/haproxy.cfg'), ['2.4']));
}

/** Files with verdicts. One that needs others loaded before it says nothing about itself. */
function judged(set: string): Sample[] {
  const rows = readFileSync(join(corpus, set, 'verdicts.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return rows.map((line) => {
    const { file, prefix_files, versions } = JSON.parse(line) as Row;
    const accepted = (version: string) =>
      versions[version]?.verdict.startsWith('accept') && !versions[version]?.base_exit;
    return sample(`${set}/${file}`, join(corpus, set, file), prefix_files ? [] : targets.filter(accepted));
  });
}

/** Templates have no verdict, for nobody knows what they become. */
function templated(): Sample[] {
  const folder = join(corpus, 'templated');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.cfg'));
  return names.map((name) => sample(`templated/${name}`, join(folder, name), []));
}

function sample(name: string, path: string, acceptedBy: readonly string[]): Sample {
  return { name, source: readFileSync(path, 'utf8'), acceptedBy };
}

function hostOf(version: string): Host {
  const read = readHostFact('haproxy', version, 'the test');
  assert.ok('host' in read);
  return read.host;
}

const path = '/etc/haproxy/haproxy.cfg';
const all = samples();

describe('real haproxy.cfg files', () => {
  it('are read without loss', () => {
    for (const { name, source } of all) assert.equal(Text.of(source).toString(), source, name);
  });

  it('give words, slots and problems that lie inside their lines', () => {
    for (const { name, source } of all) {
      const analysis = worldOf([{ path, source }]).get(path);
      assert.ok(analysis);
      for (const [line, { text }] of analysis.text.lines.entries()) {
        const { words, slots, problems } = analysis.statement(line);
        let end = 0;
        for (const word of words) {
          assert.ok(
            word.start >= end && word.end >= word.start && word.end <= text.length,
            `${name}:${line + 1} ${text}`,
          );
          assert.match(text.slice(end, word.start), /^[\s\uFEFF]*$/, `${name}:${line + 1} text between words is lost`);
          end = word.end;
        }
        for (const { start, end: to } of problems)
          assert.ok(start >= 0 && to <= text.length, `${name}:${line + 1} ${text}`);
        for (const { start, end: to } of slots) assert.ok(start >= 0 && to >= start, `${name}:${line + 1} ${text}`);
      }
    }
  });

  it('are not called wrong where HAProxy accepts them', () => {
    const wrong: string[] = [];
    for (const { name, source, acceptedBy } of all) {
      for (const version of acceptedBy) {
        for (const { line, rule, message } of findingsOf(
          worldOf([{ path, source }], { host: hostOf(version) }).view(path),
        ).filter(({ severity }) => severity === 'error')) {
          wrong.push(`${name}:${line + 1} ${version} ${rule.id}: ${message}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe('templates of haproxy.cfg', () => {
  const templates = [
    ...all.filter(({ name }) => name.startsWith('templated/')),
    {
      name: 'jinja',
      source:
        'backend b_{{ env["x y"] }}\n  balance {{ how }} {% if a %}roundrobin{% endif %}\n  server {{ s.name }} <%= s.ip %>:80 check',
    },
  ];

  it('hold no error: whether a line is read as it stands only the template engine knows', () => {
    const wrong: string[] = [];
    for (const { name, source } of templates) {
      const view = worldOf([{ path, source }]).view(path);
      // Without a mark that anybody knows a file is what it says, and HAProxy would read it so.
      if (!isTemplate(view.analysis)) continue;
      for (const { line, severity, rule, message } of findingsOf(view)) {
        if (severity === 'error') wrong.push(`${name}:${line + 1} ${rule.id}: ${message}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe('problems of haproxy.cfg', () => {
  const { byProblem } = ruleSet(haproxy.rules);

  it('have a rule that answers to each', () => {
    const unanswered = new Set<string>();
    for (const { source } of all) {
      const analysis = worldOf([{ path, source }]).get(path);
      assert.ok(analysis);
      for (const line of analysis.text.lines.keys()) {
        for (const { code } of analysis.statement(line).problems) if (!byProblem.has(code)) unanswered.add(code);
      }
    }
    assert.deepEqual([...unanswered], []);
  });

  it('have a rule for an unknown word of every table', () => {
    const used = new Set<string>();
    for (const fact of [...allFacts(), ...directives.all()]) {
      for (const param of fact.params ?? []) if ('table' in param) used.add(param.table);
    }
    for (const id of used) {
      const noun = table(id)?.noun;
      assert.ok(noun, `the signatures name a table '${id}' that does not exist`);
      assert.ok(byProblem.has(`unknown-${noun.replaceAll(' ', '-')}`), `no rule answers to an unknown ${noun}`);
    }
  });
});
