/** Runs one experiment in the network namespace it was started in and prints what it found. */
import { measureEnded, measureTracked } from './conntrack.ts';
import { measureMemory } from './memory.ts';
import { measurePorts, measureTimeWait } from './ports.ts';
import { measureFull, measureHandshakes, measureQueue } from './queues.ts';

const experiments = {
  ended: measureEnded,
  full: measureFull,
  handshakes: measureHandshakes,
  memory: measureMemory,
  ports: measurePorts,
  queue: measureQueue,
  'time-wait': measureTimeWait,
  tracked: measureTracked,
};

export type Experiments = typeof experiments;

const [name, parameters = '{}'] = process.argv.slice(2);
const experiment = experiments[name as keyof Experiments] as (parameters: unknown) => Promise<unknown>;
experiment(JSON.parse(parameters)).then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit()),
  (error: unknown) => process.stderr.write(String(error), () => process.exit(1)),
);
