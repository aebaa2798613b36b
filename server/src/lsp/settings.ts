/** The settings of the extension, section `headroom`, as any client may send them. */
import type { Severities } from '../engine/findings.ts';
import type { Severity } from '../engine/rules.ts';
import { type Host, readHostFact, withFacts } from '../host/facts.ts';
import { packProblem } from '../packs.ts';

export interface Settings {
  readonly host: Host;
  readonly severities: Severities;
  readonly packs: readonly string[];
}

const origin = 'settings';

/**
 * Reads settings; what is not understood is left out and told.
 * @param raw the section as the client sent it: anything at all
 */
export function readSettings(raw: unknown): { readonly settings: Settings; readonly problems: readonly string[] } {
  const problems: string[] = [];
  let host: Host = {};
  for (const [name, value] of entries(raw, 'host')) {
    if (value === null || value === '') continue;
    const read = readHostFact(name, String(value), origin);
    if ('problem' in read) problems.push(`headroom.host: ${read.problem}`);
    else host = withFacts(host, read.host);
  }
  const severities: Record<string, Severity | 'off'> = {};
  for (const [id, value] of entries(raw, 'rules')) {
    if (isSeverity(value)) severities[id] = value;
    else problems.push(`headroom.rules: '${String(value)}' is no severity for ${id}`);
  }
  const packs: string[] = [];
  for (const [, value] of entries(raw, 'packs')) {
    const problem = packProblem(String(value));
    if (problem) problems.push(`headroom.packs: ${problem}`);
    else packs.push(String(value));
  }
  return { settings: { host, severities, packs }, problems };
}

function isSeverity(value: unknown): value is Severity | 'off' {
  return typeof value === 'string' && ['error', 'warning', 'information', 'hint', 'off'].includes(value);
}

function entries(raw: unknown, key: string): [string, unknown][] {
  const section = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>)[key] : undefined;
  return typeof section === 'object' && section !== null ? Object.entries(section) : [];
}
