/** `headroom effective`: the sysctl values that are in force once a loader has applied the files of a host. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Text } from '../../engine/text.ts';
import type { Host } from '../../host/facts.ts';
import { nodeFiles, problemOf } from '../../host/files.node.ts';
import { distributionOf } from '../../host/import/recognisers.ts';
import { machineFor } from '../../host/machine.node.ts';
import { profileFor } from '../../host/profile.ts';
import { Project } from '../../host/project.ts';
import { canonicalKey, isGlob } from '../../languages/sysctl/key.ts';
import { sysctl } from '../../languages/sysctl/language.ts';
import { type EffectiveKey, effectiveValues } from '../../languages/sysctl/loaders/effective.ts';
import { mainFile } from '../../languages/sysctl/loaders/files.ts';
import { readLoader, releaseOf } from '../../languages/sysctl/loaders/loader.ts';
import { messageText } from '../../languages/sysctl/loaders/message-text.ts';
import { wildcard } from '../../languages/sysctl/loaders/wildcard.ts';
import { commandHelp } from '../help.ts';
import { exitCode, type Io } from '../io.ts';
import { painterFor } from '../report/colours.ts';
import { findSysctlFiles, runningKeys } from './sysctl-files.ts';
import { readSysctlOptions, sysctlSpecs } from './sysctl-options.ts';
import { sysctlJson, sysctlText } from './sysctl-report.ts';

const usage = 'headroom effective [options] [KEY…]';
const about = `Prints the sysctl values that are in force once a loader has applied the files of a host, and for each the line that
decides and those it overrides. The loader and the distribution are those that headroom.json names, else systemd and what
etc/os-release says. A KEY may be a glob.
Exit code: 0 evaluated, 2 wrong usage or a file that cannot be read.`;

export const sysctlHelp = commandHelp(usage, about, sysctlSpecs);

export async function sysctlEffective(args: readonly string[], io: Io): Promise<number> {
  const options = readSysctlOptions(args);
  if (!options) {
    io.stdout.write(sysctlHelp);
    return exitCode.fine;
  }
  const root = resolve(io.cwd, options.root).replace(/\/+$/, '');
  const problem = await folderProblem(root || '/');
  const { files, troubles } = problem
    ? { files: [], troubles: [{ path: options.root, problem }] }
    : await findSysctlFiles(root);
  for (const trouble of troubles) io.stderr.write(`headroom: ${trouble.path}: ${trouble.problem}\n`);
  if (troubles.length > 0) return exitCode.trouble;
  const known = await hostOf(root);
  const distribution = options.distribution ?? known.distribution?.value;
  const chosen = options.loader ?? readLoader(known.loader?.value ?? '') ?? { program: 'systemd' as const };
  const loader = releaseOf(chosen, distribution);
  const host = { ...known, ...(distribution && { distribution: { value: distribution, from: '--distro' } }) };
  const values = effectiveValues({ files, loader, host, keys: await runningKeys(root) });
  const keys = asked(values.keys, options.keys, io);
  if (options.format === 'json') {
    for (const message of values.messages) io.stderr.write(`${messageText(message)}\n`);
    io.stdout.write(sysctlJson({ keys }));
  } else {
    io.stdout.write(sysctlText({ ...values, keys, loader, distribution }, painterFor(io.stdout, io.env)));
  }
  return exitCode.fine;
}

/** The keys that were asked for; says which of them no file sets. */
function asked(all: readonly EffectiveKey[], wanted: readonly string[], io: Io): readonly EffectiveKey[] {
  if (wanted.length === 0) return all;
  const tests = wanted.map((each) => ({ each, test: isGlob(each) ? wildcard(canonicalKey(each)) : sameKey(each) }));
  for (const { each, test } of tests)
    if (!all.some(({ key }) => test(key))) io.stderr.write(`headroom: no file sets ${each}\n`);
  return all.filter(({ key }) => tests.some(({ test }) => test(key)));
}

function sameKey(written: string): (key: string) => boolean {
  const wanted = canonicalKey(written);
  return (key) => key === wanted;
}

async function folderProblem(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : 'is no folder';
  } catch (error) {
    return problemOf(error).problem;
  }
}

/** What is known of a host: this machine, os-release and headroom.json, later ones winning. */
async function hostOf(root: string): Promise<Host> {
  const path = `${root}/${mainFile}`;
  const distribution = distributionOf(await osRelease(root));
  const profile = await new Project(nodeFiles).open(path, Text.of(''), sysctl);
  return {
    ...machineFor(path),
    ...(distribution && { distribution: { value: distribution, from: 'etc/os-release' } }),
    ...(profile && profileFor(profile, path).host),
  };
}

async function osRelease(root: string): Promise<string> {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    try {
      return await readFile(`${root}/${path}`, 'utf8');
    } catch {
      // The other one, or nobody knows.
    }
  }
  return '';
}
