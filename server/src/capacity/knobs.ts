/** The numbers that a reader of a report can try, each with the one that holds now and a range around it. */
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import { ram } from './memory.ts';
import { bufsizeOf } from './proxy-memory.ts';
import { formatNumber, printed, type Quantity, unknown } from './quantity.ts';
import { type WhatIf, type WhatIfName, whatIfKinds, whatIfNames } from './what-if.ts';

export interface Knob {
  readonly name: WhatIfName;
  readonly title: string;
  /** The unit that a person gives the number in, and how many of the engine's it is. */
  readonly unit: string;
  readonly scale: number;
  /** What holds now, in the engine's unit; null where nobody knows. */
  readonly now: number | null;
  readonly nowText: string;
  /** Null where it is not tried. */
  readonly tried: number | null;
  /** The range of a slider and its steps, in the person's unit; the number itself may lie outside. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

interface Dial {
  readonly unit: string;
  readonly scale: number;
  /** Steps are powers of two, as sizes are. */
  readonly binary?: true;
  /** The largest value of the range where no number is known to build it around. */
  readonly usual: number;
  /** A range that is the same whatever holds now. */
  readonly fixed?: Pick<Knob, 'min' | 'max' | 'step'>;
}

const dials: Readonly<Record<WhatIfName, Dial>> = {
  maxconn: { unit: '', scale: 1, usual: 100_000 },
  memory: { unit: 'MiB', scale: 1024 ** 2, binary: true, usual: 65_536 },
  bufsize: { unit: 'bytes', scale: 1, binary: true, usual: 65_536 },
  tlsShare: { unit: '%', scale: 0.01, usual: 100, fixed: { min: 0, max: 100, step: 1 } },
  connectionRate: { unit: '/s', scale: 1, usual: 10_000 },
};

export function knobsOf(inputs: CapacityInputs, whatIf: WhatIf): readonly Knob[] {
  return whatIfNames.map((name) => {
    const { unit, scale, fixed, binary, usual } = dials[name];
    const now = currentOf(inputs, name);
    const around = now.value === undefined ? undefined : now.value / scale;
    return {
      name,
      title: whatIfKinds[name].title,
      unit,
      scale,
      now: now.value ?? null,
      nowText: now.unit === 'connections' && now.value !== undefined ? formatNumber(now.value) : printed(now),
      tried: whatIf[name] ?? null,
      ...(fixed ?? rangeAround(around ?? usual / 4, binary === true)),
    };
  });
}

function currentOf(inputs: CapacityInputs, name: WhatIfName): Quantity {
  const { proxy } = inputs;
  switch (name) {
    case 'maxconn':
      return maxconnOf(inputs);
    case 'bufsize':
      return proxy ? bufsizeOf(proxy) : unknown('tune.bufsize', 'bytes', 'the configuration of the proxy');
    case 'memory':
      return ram(inputs);
    case 'tlsShare':
    case 'connectionRate':
      return expectedLoad(inputs)[name];
  }
}

/** From one step up to four times a number, in some eighty steps that are round numbers. */
function rangeAround(value: number, binary: boolean): Pick<Knob, 'min' | 'max' | 'step'> {
  const step = Math.max(1, binary ? 2 ** Math.floor(Math.log2(value / 16)) : roundBelow(value / 20));
  return { min: step, max: Math.max(step * 4, Math.ceil((value * 4) / step) * step), step };
}

/** The largest of 1, 2, 5, 10, 20, 50 … that is not above a number. */
function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return power * ([5, 2, 1].find((each) => each * power <= value) ?? 1);
}
