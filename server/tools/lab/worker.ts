/** Runs one experiment in the network namespace it was started in and prints what it found. */
import { measureMemory } from './memory.ts';
import { measurePorts, measureTimeWait } from './ports.ts';
import { measureQueue } from './queues.ts';

const experiments = { memory: measureMemory, ports: measurePorts, 'time-wait': measureTimeWait, queue: measureQueue };

export type Experiments = typeof experiments;

const [name, parameters = '{}'] = process.argv.slice(2);
const experiment = experiments[name as keyof Experiments] as (parameters: unknown) => Promise<unknown>;
experiment(JSON.parse(parameters)).then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit()),
  (error: unknown) => process.stderr.write(String(error), () => process.exit(1)),
);
