/**
 * Holds the capacity model against running HAProxies on this kernel and writes docs/measured.md.
 *
 *   npm run lab -- [BINARY…] [--only memory,ports,queues,conntrack]
 *     the HAProxy on PATH, or those that are named; takes root, and `nft` on PATH for connection tracking. With --only the other
 *     sections of the page stay as they are.
 *
 * Every experiment has a network namespace of its own; nothing of this machine is changed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release as kernelRelease, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatBytes } from '../src/engine/values/quantity.ts';
import type { Subject } from './lab/experiments.ts';
import { whyNoExperiment } from './lab/namespace.ts';
import { sections } from './lab/sections.ts';
import { versionOf } from './parity/haproxy.ts';
import { findOnPath, projectRoot, run, runAsProgram } from './process.ts';
import { withProgress } from './progress.ts';

async function lab(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: 'string' } },
  });
  const reason = whyNoExperiment();
  if (reason) throw new Error(reason);
  const found = findOnPath('haproxy');
  const binaries = positionals.length > 0 ? positionals : found ? [found] : [];
  if (binaries.length === 0) throw new Error('there is no haproxy on PATH: name one, `npm run lab -- BINARY`');
  const [kernel = ''] = /^\d+\.\d+/.exec(kernelRelease()) ?? [];
  const subjects: Subject[] = [];
  for (const binary of binaries) subjects.push({ binary, release: await versionOf(binary), kernel });
  const only = values.only?.split(',');
  const page = join(projectRoot, 'docs/measured.md');
  const before = only && existsSync(page) ? readFileSync(page, 'utf8') : '';
  let text = (only && before.split(marker, 1)[0]) || `${await introduction(subjects)}\n`;
  for (const [name, section] of Object.entries(sections)) {
    const kept = only && !only.includes(name) ? sectionOf(before, name) : undefined;
    if (only && !only.includes(name) && kept === undefined) continue;
    const part = kept ?? (await withProgress(`measuring ${name}`, () => section(subjects)));
    text += `${marker}${name} -->\n${part.trimEnd()}\n\n`;
    // What was measured is kept, whatever becomes of the rest.
    if (kept === undefined) writeFileSync(page, `${text.trimEnd()}\n`);
  }
  writeFileSync(page, `${text.trimEnd()}\n`);
}

const marker = '<!-- measured: ';

/** A section of the page as it was written before. */
function sectionOf(page: string, name: string): string | undefined {
  const found = page.split(marker).find((each) => each.startsWith(`${name} -->\n`));
  return found?.slice(found.indexOf('\n') + 1);
}

async function introduction(subjects: readonly Subject[]): Promise<string> {
  const openssl = (await run('openssl', ['version'], { label: 'asking OpenSSL' })).split(' ').slice(0, 2).join(' ');
  const model = /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  return `# Measured

What the capacity model says and what came out, on one machine: Linux ${kernelRelease().split('-')[0]}, ${formatBytes(totalmem())} of RAM,
${cpus().length} processors (${model.trim()}), HAProxy ${subjects.map(({ release }) => release).join(', ')}, ${openssl}. \`npm run lab\`
writes this page; \`server/tools/lab\` has the experiments.

Clients, HAProxy and servers run in one network namespace, made for the experiment. The difference is that of what was measured
to what the model says.
`;
}

runAsProgram(import.meta.url, () => lab(process.argv.slice(2)));
