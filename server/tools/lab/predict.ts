/** What the capacity model says of an experiment, from the very text of its configuration and its kernel settings. */
import { capacityOf } from '../../src/capacity/assemble.ts';
import type { CapacityInputs } from '../../src/capacity/inputs.ts';
import { ruleSet } from '../../src/engine/rules.ts';
import { Text } from '../../src/engine/text.ts';
import { Workspace } from '../../src/engine/workspace.ts';
import type { Host } from '../../src/host/facts.ts';
import { detectLanguage } from '../../src/languages/index.ts';

export interface Experiment {
  readonly configuration: string;
  /** The release of HAProxy. */
  readonly release: string;
  readonly kernel: string;
  readonly sysctls?: Readonly<Record<string, string | number>>;
  /** What clients do, where it is not what the configuration allows. */
  readonly load?: Pick<Host, 'connections' | 'connectionRate'>;
}

export function inputsOf({ configuration, release, kernel, sysctls = {}, load = {} }: Experiment): CapacityInputs {
  const from = 'experiment';
  const host: Host = { haproxy: { value: release, from }, kernel: { value: kernel, from }, ...load };
  const path = '/etc/haproxy/haproxy.cfg';
  const settings = Object.entries(sysctls).map(([key, value]) => `${key} = ${value}\n`);
  const workspace = new Workspace();
  for (const [each, text] of [
    [path, configuration],
    ['/etc/sysctl.d/lab.conf', settings.join('')],
  ] as const) {
    const language = detectLanguage(each);
    if (language) workspace.set(each, language, Text.of(text), { host, rules: ruleSet([]), group: undefined });
  }
  return capacityOf(workspace.view(path)).inputs;
}
