/**
 * The loaders of this machine against our reading of them, on hosts made by a seed. procps and systemd-sysctl take no other root,
 * so they run in one: a folder with the programs of this machine, in namespaces of its own, which only root may make. What is
 * missing is said; HEADROOM_BUSYBOX names a busybox that is not installed.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findSysctlFiles } from '../../server/src/cli/effective/sysctl-files.ts';
import { filesOf } from '../../server/src/languages/sysctl/loaders/effective.ts';
import { KernelValues } from '../../server/src/languages/sysctl/loaders/kernel-values.ts';
import { type Loader, readLoader } from '../../server/src/languages/sysctl/loaders/loader.ts';
import { runLoader } from '../../server/src/languages/sysctl/loaders/run.ts';
import { treeOfPaths } from '../../server/src/languages/sysctl/loaders/tree.ts';
import { type MadeHost, madeKeys, makeHost } from './sysctl-host.ts';

const hosts = Number(process.env.HEADROOM_FUZZ_HOSTS ?? 25);
const firstSeed = Number(process.env.HEADROOM_FUZZ_SEED ?? 1);

interface Program {
  readonly name: string;
  readonly path: string | undefined;
  readonly arguments: readonly string[];
  /** The release among the words of `--version`. */
  readonly release: RegExp;
  readonly loader: string;
}

const programs: readonly Program[] = [
  {
    name: 'sysctl of procps',
    path: found(['/usr/sbin/sysctl', '/usr/bin/sysctl']),
    arguments: ['--system'],
    release: /procps-ng (\S+)/,
    loader: 'procps',
  },
  {
    name: 'systemd-sysctl',
    path: found(['/usr/lib/systemd/systemd-sysctl']),
    arguments: [],
    release: /^systemd (\d+)/,
    loader: 'systemd',
  },
  {
    name: 'busybox',
    path: found([process.env.HEADROOM_BUSYBOX ?? '', '/usr/bin/busybox', '/bin/busybox']),
    arguments: ['sysctl', '-p'],
    release: /BusyBox v(\d+\.\d+)/,
    loader: 'busybox',
  },
];

function found(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** Runs a program, if one is given, in a new root, then prints its exit code, the keys that exist and the values of some. */
const script = `
set -e
cd "$1"; shift; keys=$1; shift
mkdir -p usr proc local vendor dev
touch dev/null
mount --bind /dev/null dev/null
mount --bind /usr usr
mount --bind vendor usr/lib/sysctl.d
mount -t tmpfs none usr/local/lib
mkdir usr/local/lib/sysctl.d
cp -a local/. usr/local/lib/sysctl.d/
mount -t proc proc proc
# An interface that nobody has set takes over what is written to default.
for key in $keys; do case $key in */conf/lo/*) cat "proc/sys/$key" > "proc/sys/$key" ;; esac; done
status=0
if [ $# -gt 0 ]; then chroot . "$@" > /dev/null 2>&1 || status=$?; fi
echo "$status"
for key in $keys; do tr '\\n' ' ' < "proc/sys/$key"; echo; done
cd proc/sys; find . -type f 2> /dev/null
`;

interface Real {
  readonly exitCode: number;
  readonly values: readonly string[];
  readonly keys: readonly string[];
}

function runIn(root: string, command: readonly string[]): Real | { readonly failed: string } {
  const keys = madeKeys.map((key) => key.replaceAll('.', '/')).join(' ');
  const options = { encoding: 'utf8', timeout: 20_000 } as const;
  const { status, stdout, stderr, error } = spawnSync(
    'unshare',
    ['-mnu', 'sh', '-c', script, 'sh', root, keys, ...command],
    options,
  );
  if (error || status !== 0) return { failed: error?.message ?? stderr.trim() };
  const [code = '', ...rest] = stdout.split('\n');
  const values = rest.slice(0, madeKeys.length).map(blanks);
  const paths = rest
    .slice(madeKeys.length)
    .filter(Boolean)
    .map((path) => path.slice(2));
  return { exitCode: Number(code), values, keys: paths };
}

const blanks = (text: string) =>
  text
    .split(/[\s\0]+/)
    .filter(Boolean)
    .join(' ');

/** A folder with the files of a host, as the script wants them. */
function rootWith(t: Pick<TestContext, 'after'>, { entries }: MadeHost): string {
  const root = mkdtempSync(join(tmpdir(), 'headroom-host-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const link of ['bin', 'sbin', 'lib', 'lib64'])
    if (existsSync(`/usr/${link}`)) symlinkSync(`usr/${link}`, join(root, link));
  for (const [path, entry] of Object.entries(entries)) {
    const place = path.replace('/usr/local/lib/sysctl.d', '/local').replace('/usr/lib/sysctl.d', '/vendor');
    mkdirSync(dirname(root + place), { recursive: true });
    if (typeof entry === 'string') writeFileSync(root + place, entry);
    else symlinkSync(entry.to, root + place);
  }
  return root;
}

/** The same files as the command line finds them in a plain tree. */
async function filesIn(t: Pick<TestContext, 'after'>, { entries }: MadeHost) {
  const root = plainTree(t, entries);
  return (await findSysctlFiles(root)).files;
}

function plainTree(t: Pick<TestContext, 'after'>, entries: MadeHost['entries']): string {
  const root = mkdtempSync(join(tmpdir(), 'headroom-host-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, entry] of Object.entries(entries)) {
    mkdirSync(dirname(root + path), { recursive: true });
    if (typeof entry === 'string') writeFileSync(root + path, entry);
    else symlinkSync(entry.to, root + path);
  }
  return root;
}

const host = { kernel: { value: release(), from: 'this machine' } };

describe('the sysctl loaders of this machine', () => {
  for (const program of programs) {
    it(`${program.name} leaves the values and the exit code that we expect`, async (t) => {
      if (!program.path) return t.diagnostic(`${program.name} is not on this machine: not compared`);
      const version = spawnSync(program.path, program.loader === 'busybox' ? [] : ['--version'], {
        encoding: 'utf8',
      }).stdout;
      const loader = readLoader(`${program.loader}-${program.release.exec(version)?.[1]}`) as Loader;
      assert.ok(loader, `the release of ${program.name} is not understood`);
      const before = runIn(rootWith(t, { entries: {} }), []);
      if ('failed' in before) return t.diagnostic(`no namespaces here, not compared: ${before.failed}`);
      const initial = Object.fromEntries(madeKeys.map((key, at) => [key, before.values[at] as string]));
      for (let seed = firstSeed; seed < firstSeed + hosts; seed++) {
        const made = makeHost(seed);
        const root = rootWith(t, made);
        // busybox goes by its name.
        const name = posix.basename(program.path);
        copyFileSync(program.path, join(root, name));
        const real = runIn(root, [`/${name}`, ...program.arguments]);
        if ('failed' in real) assert.fail(real.failed);
        const kernel = new KernelValues(host, initial);
        const read = filesOf(await filesIn(t, made), loader, undefined);
        const { exitCode } = runLoader(read, { loader, tree: treeOfPaths(before.keys), kernel, system: true });
        assert.deepEqual(
          { exitCode, values: valuesOf(madeKeys.map((key) => kernel.get(key) ?? '')) },
          { exitCode: real.exitCode, values: valuesOf(real.values) },
          `seed ${seed}: ${JSON.stringify(made, undefined, 2)}`,
        );
      }
      t.diagnostic(`${loader.program} ${loader.version}: ${hosts} hosts`);
    });
  }

  it('systemd-analyze lists the files in our order', async (t) => {
    const path = found(['/usr/bin/systemd-analyze']);
    if (!path) return t.diagnostic('systemd-analyze is not on this machine: not compared');
    for (let seed = firstSeed; seed < firstSeed + hosts; seed++) {
      // The program stops at a link that leads nowhere.
      const { entries } = makeHost(seed);
      const root = plainTree(
        t,
        Object.fromEntries(Object.entries(entries).filter(([path, entry]) => isFound(path, entry, entries))),
      );
      const { stdout }: { readonly stdout: string } = spawnSync(path, ['cat-config', `--root=${root}`, 'sysctl.d'], {
        encoding: 'utf8',
      });
      const real = stdout
        .split('\n')
        .flatMap((line) => (line.startsWith(`# ${root}/`) ? [line.slice(root.length + 2)] : []));
      const { files } = await findSysctlFiles(root);
      // Where a link leads is another file for us.
      const bare = files.map(({ path: at, text, folder }) => ({ path: at, text, folder }));
      const ours = filesOf(bare, { program: 'systemd', version: '257' }, undefined).map((file) => file.path);
      assert.deepEqual(
        ours,
        real.map((each) => posix.normalize(each)),
        `seed ${seed}`,
      );
    }
  });
});

function isFound(path: string, entry: string | { readonly to: string }, entries: MadeHost['entries']): boolean {
  if (typeof entry === 'string' || entry.to === '/dev/null') return true;
  return posix.resolve(dirname(path), entry.to) in entries;
}

function valuesOf(values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(madeKeys.map((key, at) => [key, blanks(values[at] ?? '')]));
}
