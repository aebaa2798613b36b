/** Rules over the capacity of a host: they speak of lines in any of its files, whatever format they are written in. */
import { noted } from '../engine/names.ts';
import type { FileReport, Fix, Related, Rule, Severity } from '../engine/rules.ts';
import { type Capacity, capacityOf } from './assemble.ts';
import { type Certainty, type Place, printed, type Quantity } from './quantity.ts';

/** What a rule says of a line of one of the host's files. */
export interface CapacityReport {
  readonly place: Place;
  readonly message: string;
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
}

export interface CapacityRule extends Omit<Rule, 'file' | 'advice'> {
  judge(capacity: Capacity): readonly CapacityReport[];
}

/** A capacity rule as every language takes it: it says of a file what it says of lines in it. */
export function capacityRule({ judge, ...rule }: CapacityRule): Rule {
  return {
    ...rule,
    advice: true,
    file(view): readonly FileReport[] {
      const capacity = capacityOf(view);
      return noted(capacity.notes, rule.id, () => judge(capacity)).flatMap(({ place, ...report }) => {
        const { path, line, start, end } = place;
        return path === view.analysis.path ? [{ line, start, end, ...report }] : [];
      });
    },
  };
}

/**
 * How much a finding weighs that follows from a quantity: what is written or a program's default is as severe as the rule
 * says; what we assume is information at most; of what is unknown nothing is said.
 */
export function severityFor({ certainty }: Quantity, severity: Severity): Severity | undefined {
  const weights: Readonly<Record<Certainty, Severity | undefined>> = {
    known: severity,
    default: severity,
    assumed: severity === 'hint' ? 'hint' : 'information',
    unknown: undefined,
  };
  return weights[certainty];
}

/** The places that a quantity's inputs stand at, for a reader who wants to follow the arithmetic; `except` is the line reported. */
export function relatedInputs(inputs: readonly Quantity[], except: Place): readonly Related[] {
  const related: Related[] = [];
  for (const { name, source, value, unit } of inputs) {
    const { place } = source ?? {};
    if (!place || value === undefined || (place.path === except.path && place.line === except.line)) continue;
    if (related.some(({ path, line }) => path === place.path && line === place.line)) continue;
    related.push({ ...place, message: `${name}: ${printed({ value, unit })}` });
  }
  return related;
}
