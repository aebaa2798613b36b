/**
 * Measures the language server against an empty one of the same library, in the same run, and fails when a goal is missed:
 *   node --import tsx test/bench/bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { build } from '../../server/tools/build.ts';
import { Client } from './client.ts';
import { configuration } from './configuration.ts';

const here = dirname(fileURLToPath(import.meta.url));
const typed = '    timeout client 30s';

interface Result {
  readonly what: string;
  readonly ours: number;
  readonly floor: number | undefined;
  /** Most that ours may be: times the floor, or milliseconds where there is none. */
  readonly goal: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  try {
    await build({ folder: join(folder, 'dist') });
    const empty = join(folder, 'empty.js');
    buildSync({
      entryPoints: [join(here, 'empty-server.ts')],
      outfile: empty,
      bundle: true,
      minify: true,
      platform: 'node',
      mainFields: ['module', 'main'],
    });
    const ours = join(folder, 'dist', 'server.js');
    const results = [
      ...(await coldStarts(ours, empty)),
      ...(await keystrokes(ours, empty, 10_000)),
      ...(await hugeFile(ours, 100_000)),
    ];
    report(results);
    if (results.some(isMissed)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts both servers in turns, so that what else the machine does meets both. */
async function coldStarts(ours: string, empty: string): Promise<Result[]> {
  const times = { ours: [] as number[], empty: [] as number[] };
  for (let round = 0; round < 11; round++) {
    for (const [name, script] of [
      ['ours', ours],
      ['empty', empty],
    ] as const) {
      const client = await Client.start(script);
      times[name].push(client.coldStart);
      await client.stop();
    }
  }
  return [
    { what: 'start to first answer', ours: quantile(times.ours, 0.5), floor: quantile(times.empty, 0.5), goal: 1.5 },
  ];
}

async function keystrokes(ours: string, empty: string, lines: number): Promise<Result[]> {
  const clients = { ours: await Client.start(ours), empty: await Client.start(empty) };
  const times = { ours: [] as number[], empty: [] as number[] };
  const text = configuration(lines);
  const line = text.split('\n').findIndex((each, index) => index > lines / 2 && each === '');
  for (const client of Object.values(clients)) {
    client.open(text);
    await client.diagnostics();
  }
  for (let stroke = 0; stroke < 600; stroke++) {
    const at = stroke % (2 * typed.length);
    for (const name of ['ours', 'empty'] as const) {
      const begun = performance.now();
      if (at < typed.length) clients[name].type(line, at, typed.charAt(at));
      else clients[name].type(line, 2 * typed.length - at - 1, '', 1);
      await clients[name].diagnostics();
      if (stroke >= 100) times[name].push(performance.now() - begun);
    }
  }
  for (const client of Object.values(clients)) await client.stop();
  const result = (share: number): Result => ({
    what: `${lines} lines: keystroke to diagnostics, p${share * 100}`,
    ours: quantile(times.ours, share),
    floor: quantile(times.empty, share),
    goal: 2,
  });
  return [result(0.5), result(0.95)];
}

/** Opens a huge file and goes on asking: everything is answered or given back soon, and in the end everything is answered. */
async function hugeFile(ours: string, lines: number): Promise<Result[]> {
  const client = await Client.start(ours);
  const waits: { readonly method: string; readonly milliseconds: number }[] = [];
  const begun = performance.now();
  client.open(configuration(lines));
  const waitFor = async (method: string, params: object = {}) => {
    const { retry, milliseconds } = await client.ask(method, params);
    waits.push({ method, milliseconds });
    return retry;
  };
  // The first request waits behind the text itself, which any server has to receive.
  await client.ask('textDocument/foldingRange', {});
  // One after the other, so that no wait holds the time that the client takes to read another answer.
  while (await waitFor('textDocument/diagnostic')) {
    await waitFor('textDocument/hover', { position: { line: 40, character: 6 } });
  }
  const opened = performance.now() - begun;
  for (const method of ['semanticTokens/full', 'documentSymbol', 'foldingRange']) {
    while (await waitFor(`textDocument/${method}`));
  }
  for (let stroke = 0; stroke < 100; stroke++) {
    client.type(60, 0, stroke % 2 === 0 ? '#' : '', stroke % 2);
    await waitFor('textDocument/diagnostic');
  }
  await client.stop();
  const longest = waits.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
  return [
    {
      what: `${lines} lines: longest wait for any answer, ${longest.method}`,
      ours: longest.milliseconds,
      floor: undefined,
      goal: 100,
    },
    { what: `${lines} lines: open to all diagnostics`, ours: opened, floor: undefined, goal: Number.POSITIVE_INFINITY },
  ];
}

function isMissed({ ours, floor, goal }: Result): boolean {
  return floor === undefined ? ours > goal : ours > floor * goal;
}

function report(results: readonly Result[]): void {
  for (const result of results) {
    const { what, ours, floor, goal } = result;
    const against =
      floor === undefined ? '' : `, empty server ${floor.toFixed(2)} ms: ${(ours / floor).toFixed(2)} times`;
    const wanted = Number.isFinite(goal) ? ` (goal: at most ${goal}${floor === undefined ? ' ms' : ' times'})` : '';
    console.log(`${isMissed(result) ? 'MISSED' : 'ok    '} ${what}: ${ours.toFixed(2)} ms${against}${wanted}`);
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

void main();
