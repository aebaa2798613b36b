/** Facts about the machine this runs on. They are only read, and only for files that are the machine's own. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { cpus, endianness, release } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { hostRoot } from '../languages/host-root.ts';
import { type Host, readHostFact } from './facts.ts';
import { distributionOf, haproxyVersionOf, tlsLibraryOf } from './import/recognisers.ts';

const origin = 'this machine';

/** Configuration that lies directly in /etc, or in the tree of a HAProxy that was built by hand. */
const ownFiles = /^\/etc\/[^/]+$|^\/usr\/local\/etc\/haproxy\/[^/]+$/;

let machine: Host | undefined;

/**
 * The facts of this machine, if the file is one that its programs read; undefined for any other file, and where this is not
 * Linux. They are looked up once.
 * @param path absolute, with `/` between its parts
 */
export function machineFor(path: string): Host | undefined {
  if (process.platform !== 'linux' || (hostRoot(path) !== '' && !ownFiles.test(path))) return undefined;
  machine ??= readMachine();
  return machine;
}

function readMachine(): Host {
  const haproxy = outputOf('haproxy', ['-vv']) ?? '';
  const meminfo = contentOf('/proc/meminfo');
  const memory = /^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  const swap = /^SwapTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return hostOf({
    memory: memory && `${memory}KiB`,
    swap: swap && (swap === '0' ? '0' : `${swap}KiB`),
    commandLine: contentOf('/proc/cmdline'),
    cpus: String(cpus().length),
    kernel: release(),
    pageSize: pageSize(),
    distribution: distributionOf(contentOf('/etc/os-release')),
    haproxy: haproxyVersionOf(haproxy),
    tlsLibrary: tlsLibraryOf(haproxy),
  });
}

/** A host of the texts that are values of their facts; the others are left out. */
function hostOf(texts: Readonly<Record<string, string | undefined>>): Host {
  let host: Host = {};
  for (const [name, text] of Object.entries(texts)) {
    const read = text ? readHostFact(name, text, origin) : undefined;
    if (read && 'host' in read) host = { ...host, ...read.host };
  }
  return host;
}

/** The kernel tells every program the page size in its auxiliary vector: pairs of words, of which type 6 is AT_PAGESZ. */
function pageSize(): string | undefined {
  if (endianness() !== 'LE' || !['x64', 'arm64', 'riscv64', 'loong64', 'ppc64'].includes(process.arch))
    return undefined;
  try {
    const vector = readFileSync('/proc/self/auxv');
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      if (vector.readBigUInt64LE(at) === 6n) return String(vector.readBigUInt64LE(at + 8));
    }
  } catch {
    // Not readable here, so not known.
  }
  return undefined;
}

/**
 * What a program of this machine prints; undefined where there is none or it fails. It must be one that only reads.
 * @param name of a program on PATH, whose relative entries are not the machine's and are passed over
 */
export function outputOf(name: string, args: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => isAbsolute(folder));
  const program = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (!program) return undefined;
  const { stdout, status } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    timeout: 1000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
