/** Who may have too little memory: the host, or the service whose control group ends earlier. */
import type { CapacityInputs } from './inputs.ts';
import { comfortable, hostMemory, ram, serviceMemory } from './memory.ts';
import type { Quantity } from './quantity.ts';

export interface MemoryLimit {
  readonly need: (inputs: CapacityInputs, bound: 'idle' | 'busy') => Quantity;
  readonly have: Quantity;
  /** The share of it that may be used. */
  readonly most: number;
  readonly what: string;
}

export function memoryLimits(inputs: CapacityInputs): readonly MemoryLimit[] {
  const { memoryMax } = inputs.unit ?? {};
  return [
    { need: hostMemory, have: ram(inputs), most: comfortable, what: 'of RAM' },
    ...(memoryMax ? [{ need: serviceMemory, have: memoryMax, most: 1, what: 'of MemoryMax' }] : []),
  ];
}

/** Whether busy connections take no more than may be used, of any limit that is known. */
export function fitsMemory(inputs: CapacityInputs): boolean {
  return memoryLimits(inputs).every(
    ({ need, have, most }) =>
      (need(inputs, 'busy').value ?? Number.POSITIVE_INFINITY) <= (have.value ?? Number.POSITIVE_INFINITY) * most,
  );
}
