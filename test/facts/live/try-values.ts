/**
 * Writes values to keys of a network namespace of its own, and prints what each key holds then, or null where the kernel refuses
 * the value; each key has its old value again afterwards. The trials come on standard input. It does nothing in the namespace
 * that the first argument names.
 */
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';

/** A value for one field of a key that counts in each network namespace by itself. */
export interface Trial {
  /** Below /proc/sys/net. */
  readonly path: string;
  readonly field: number;
  readonly value: string;
}

if (readlinkSync('/proc/self/ns/net') === process.argv[2]) throw new Error('this is the namespace of the machine');
const trials = JSON.parse(readFileSync(0, 'utf8')) as readonly Trial[];
process.stdout.write(JSON.stringify(trials.map(heldAfter)));

function heldAfter({ path, field, value }: Trial): string | null {
  const file = `/proc/sys/net/${path}`;
  const before = readFileSync(file, 'utf8').trim();
  const fields = before.split(/\s+/);
  fields[field] = value;
  try {
    writeFileSync(file, fields.join(' '));
  } catch {
    return null;
  }
  const held = readFileSync(file, 'utf8').trimEnd();
  writeFileSync(file, before);
  return held;
}
