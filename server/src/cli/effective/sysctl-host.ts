/** The sysctl files of a host, with the program that applies them and what is known of the host: for every command about them. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Text } from '../../engine/text.ts';
import type { Host } from '../../host/facts.ts';
import { nodeFiles, problemOf, readText } from '../../host/files.node.ts';
import { distributionOf } from '../../host/import/recognisers.ts';
import { machineFor } from '../../host/machine.node.ts';
import { profileFor } from '../../host/profile.ts';
import { Project } from '../../host/project.ts';
import { canonicalKey, isGlob } from '../../languages/sysctl/key.ts';
import { sysctl } from '../../languages/sysctl/language.ts';
import type { HostFile } from '../../languages/sysctl/loaders/effective.ts';
import { mainFile } from '../../languages/sysctl/loaders/files.ts';
import { type Loader, releaseOf } from '../../languages/sysctl/loaders/loader.ts';
import { wildcard } from '../../languages/sysctl/loaders/wildcard.ts';
import type { Io } from '../io.ts';
import { findSysctlFiles } from './sysctl-files.ts';
import type { SysctlOptions } from './sysctl-options.ts';

export interface SysctlHost {
  /** The folder that stands for `/`, without a `/` at its end: empty for `/` itself. */
  readonly root: string;
  readonly files: readonly HostFile[];
  readonly loader: Required<Loader>;
  readonly distribution: string | undefined;
  readonly host: Host;
  /** Something of headroom.json could not be understood: what it says may be missing. */
  readonly doubtful: boolean;
}

/**
 * Reads the files; what cannot be read is told on standard error, and where that is a sysctl file there is no answer.
 * @param presumed the loader of a host of which nobody says it
 */
export async function readSysctlHost(
  options: SysctlOptions,
  io: Io,
  presumed: (host: Host) => Loader,
): Promise<SysctlHost | undefined> {
  const root = resolve(io.cwd, options.root).replace(/\/+$/, '');
  const problem = await folderProblem(root || '/');
  const { files, troubles } = problem
    ? { files: [], troubles: [{ path: options.root, problem }] }
    : await findSysctlFiles(root);
  for (const trouble of troubles) io.stderr.write(`headroom: ${trouble.path}: ${trouble.problem}\n`);
  if (troubles.length > 0) return undefined;
  const { known, problems } = await hostOf(root);
  for (const problem of problems) io.stderr.write(`headroom: ${problem}\n`);
  const distribution = options.distribution ?? known.distribution?.value;
  const chosen = options.loader ?? presumed(known);
  const host = { ...known, ...(distribution && { distribution: { value: distribution, from: '--distro' } }) };
  return { root, files, loader: releaseOf(chosen, distribution), distribution, host, doubtful: problems.length > 0 };
}

/** A test for the keys that were asked for; says which of them no file sets. */
export function askedKeys(all: Iterable<string>, wanted: readonly string[], io: Io): (key: string) => boolean {
  if (wanted.length === 0) return () => true;
  const keys = [...all];
  const tests = wanted.map((each) => ({ each, test: isGlob(each) ? wildcard(canonicalKey(each)) : sameKey(each) }));
  for (const { each, test } of tests) if (!keys.some(test)) io.stderr.write(`headroom: no file sets ${each}\n`);
  return (key) => tests.some(({ test }) => test(key));
}

function sameKey(written: string): (key: string) => boolean {
  const wanted = canonicalKey(written);
  return (key) => key === wanted;
}

/** Why a folder cannot be looked into; undefined where it can. */
export async function folderProblem(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : 'is no folder';
  } catch (error) {
    return problemOf(error).problem;
  }
}

/** What is known of a host: this machine, os-release and headroom.json, later ones winning. */
async function hostOf(root: string): Promise<{ readonly known: Host; readonly problems: readonly string[] }> {
  const path = `${root}/${mainFile}`;
  const distribution = distributionOf(await osRelease(root));
  const problems: string[] = [];
  const read = async (file: string) => {
    const found = await readText(file);
    if ('text' in found) return found.text;
    if (!found.missing) problems.push(`${file}: ${found.problem}`);
    return undefined;
  };
  const profile = await new Project({ list: nodeFiles.list, read }).open(path, Text.of(''), sysctl);
  for (const { line, message } of profile?.problems ?? []) problems.push(`${profile?.path}:${line + 1}: ${message}`);
  const known = {
    ...machineFor(path),
    ...(distribution && { distribution: { value: distribution, from: 'etc/os-release' } }),
    ...(profile && profileFor(profile, path).host),
  };
  return { known, problems };
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
