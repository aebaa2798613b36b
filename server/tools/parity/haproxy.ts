/** The real program as a judge: which version a binary is, and what its `-c` says of a text. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '../process.ts';
import type { Message } from './corpus.ts';
import { environmentOf, lineAt } from './environment.ts';

/** What one run of `haproxy -c` came to. */
export interface Check {
  /** Exit status 0, or 2: nothing wrong but nothing to listen on. */
  readonly accepted: boolean;
  /** HAProxy itself fell over, which says nothing about the text. */
  readonly crashed: boolean;
  /** What the text causes; each once, though HAProxy reads some sections twice. */
  readonly messages: readonly Message[];
}

const fileName = 'haproxy.cfg';

/** The release as a target of ours: `2.6` of 2.6.12, `3.5-dev5` of a development release. Throws for another program. */
export async function versionOf(binary: string): Promise<string> {
  const { output } = await runToEnd(binary, ['-v']);
  const [, release, development = ''] = /^HA-?Proxy version (\d+\.\d+)(-dev\d+)?/m.exec(output) ?? [];
  if (release === undefined) throw new Error(`${binary} -v names no version of HAProxy`);
  return release + development;
}

/** Gives a text to `haproxy -c`. The folder is the run's own: what a configuration names relatively is looked for there. */
export async function check(binary: string, source: string, folder: string): Promise<Check> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileName), source);
  const { status, output } = await runToEnd(binary, ['-c', '-f', fileName], { cwd: folder });
  const all = readMessages(output);
  return {
    accepted: status === 0 || (status === 2 && !all.some(({ severity }) => severity === 'ALERT')),
    crashed: typeof status === 'string',
    messages: all.filter(({ text, line }) => !environmentOf(text, lineAt(source, line))),
  };
}

const start = /^\[(ALERT|WARNING|NOTICE|DIAG)\]\s+\(\d+\) : (.*)$/;

/** Some messages lack their line feed, and the next one starts behind them. */
const startInside = /(?<=.)\[(?:ALERT|WARNING|NOTICE|DIAG)\]\s+\(\d+\) : /g;

/** ALERTs and WARNINGs of an output; lines without a severity go on with the message before them. */
export function readMessages(output: string): readonly Message[] {
  const found: { severity: string; text: string }[] = [];
  for (const line of output.replace(startInside, '\n$&').split('\n')) {
    const [, severity, text] = start.exec(line) ?? [];
    const last = found.at(-1);
    if (severity !== undefined && text !== undefined) found.push({ severity, text: text.replace(/^config : /, '') });
    else if (last && line !== '') last.text += `\n${line}`;
  }
  const unique = new Map<string, Message>();
  for (const { severity, text } of found) {
    if ((severity !== 'ALERT' && severity !== 'WARNING') || summary.test(text)) continue;
    const line = new RegExp(`${fileName.replace('.', '\\.')}:(\\d+)`).exec(text)?.[1];
    unique.set(`${severity} ${text}`, { severity, line: line === undefined ? undefined : Number(line), text });
  }
  return [...unique.values()];
}

/** The last words of a failed run. */
const summary =
  /^(Error\(s\) found in configuration file|Fatal errors found in configuration|Some warnings were found and 'zero-warning')/;
