/** A machine for tests: what its kernel would print. */
import type { RunningMachine } from '../../server/src/engine/running.ts';

/** @param values by path below /proc/sys; null for what may not be read */
export function machineWith(values: Readonly<Record<string, string | null>>): RunningMachine {
  const known = new Map(Object.entries({ 'kernel/osrelease': '6.18.1', ...values }));
  return {
    async read(path) {
      const value = known.get(path);
      if (value === undefined) return 'absent';
      return value === null ? 'unreadable' : { text: `${value}\n` };
    },
    paths: async () => [...known.keys()],
  };
}
