/**
 * Writes everything that is made from something else; with `--check` says what is out of date instead and fails.
 *   node --import tsx server/tools/gen.ts [--check]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderGrammars } from './gen/grammars.ts';
import { renderProse } from './gen/prose.ts';
import { renderRegistries } from './gen/registries.ts';

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every generated file by its path below the project. Rules come first, because what follows imports them. */
async function render(): Promise<Record<string, string>> {
  const registries = renderRegistries(projectRoot);
  if (!process.argv.includes('--check')) write(registries);
  const { renderSettings } = await import('./gen/settings.ts');
  const { renderRuleIndex } = await import('./gen/rule-index.ts');
  return {
    ...registries,
    ...renderProse(projectRoot),
    ...renderGrammars(),
    ...renderSettings(projectRoot),
    ...renderRuleIndex(),
  };
}

function write(files: Record<string, string>): string[] {
  const changed: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    const target = join(projectRoot, path);
    if (existsSync(target) && readFileSync(target, 'utf8') === content) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
    changed.push(path);
  }
  return changed;
}

async function main(): Promise<void> {
  const files = await render();
  if (!process.argv.includes('--check')) {
    const changed = write(files);
    console.log(changed.length > 0 ? changed.map((path) => `written: ${path}`).join('\n') : 'everything up to date');
    return;
  }
  const stale = Object.entries(files).filter(([path, content]) => {
    const target = join(projectRoot, path);
    return !existsSync(target) || readFileSync(target, 'utf8') !== content;
  });
  for (const [path] of stale) console.error(`out of date: ${path} (run npm run gen)`);
  console.log(`${Object.keys(files).length} generated files, ${stale.length} out of date`);
  process.exitCode = stale.length > 0 ? 1 : 0;
}

void main();
