/** Makes the inputs of the capacity model from the text of a configuration. */
import type { CapacityInputs, UnitModel } from '../../server/src/capacity/inputs.ts';
import type { ProxyModel } from '../../server/src/capacity/proxy-model.ts';
import { assumed, known, type Quantity, unknown } from '../../server/src/capacity/quantity.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { haproxy } from '../../server/src/languages/haproxy/language.ts';
import { worldOf } from '../harness/world.ts';

export const path = '/etc/haproxy/haproxy.cfg';

/** A host for HAProxy of a release. */
export function hostFor(release: string, cpus?: number): Host {
  const from = 'headroom.json';
  return { haproxy: { value: release, from }, ...(cpus === undefined ? {} : { cpus: { value: cpus, from } }) };
}

export function proxyModelOf(source: string, host: Host, others: Readonly<Record<string, string>> = {}): ProxyModel {
  const files = [{ path, source }, ...Object.entries(others).map(([name, text]) => ({ path: name, source: text }))];
  const view = worldOf(files, { language: haproxy, host, together: true, rules: [] }).view(path);
  const model = haproxy.capacity?.(view).proxy;
  if (!model) throw new Error('the language says nothing of its capacity');
  return model;
}

export interface GivenHost {
  /** `fs.nr_open` as a file sets it; `assumed` is the default, which systemd may have raised. */
  readonly nrOpen?: number | 'assumed' | undefined;
  readonly fileMax?: number | undefined;
  readonly unit?: UnitModel | undefined;
}

export function inputsOf(
  proxy: ProxyModel,
  { nrOpen = 1_048_576, fileMax, unit }: GivenHost = {},
  host: Host = {},
): CapacityInputs {
  return {
    host,
    sysctl(key) {
      const value = { 'fs.nr_open': nrOpen, 'fs.file-max': fileMax }[key];
      if (value === 'assumed') return assumed(key, 1_048_576, 'descriptors', 'Linux');
      return value === undefined ? unknown(key, '', key) : known(key, value, 'descriptors', { from: key });
    },
    proxy,
    unit,
    session: () => undefined,
  };
}

/** A service started with a limit of descriptors. */
export function startedWith(soft: number, hard: number, mayRaiseLimits: boolean | undefined): UnitModel {
  const limit = (name: string, value: number): Quantity => known(name, value, 'descriptors', { from: 'LimitNOFILE' });
  return { softNofile: limit('soft limit', soft), hardNofile: limit('hard limit', hard), mayRaiseLimits, pam: false };
}
