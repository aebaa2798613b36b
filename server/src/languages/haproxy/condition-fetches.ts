/** Which sample fetches the condition of a rule evaluates, those of the ACLs that it names included. */
import type { Slot } from '../../engine/slots.ts';
import { namesOf } from '../../engine/statement.ts';
import type { ProxySection } from './configuration.ts';
import { type HaproxyFact, table } from './facts/tables.ts';

export interface ConditionFetches {
  readonly fetches: readonly HaproxyFact[];
  /** Some ACL or fetch is not known: there may be more. */
  readonly open: boolean;
}

/** The fetches of a rule's condition; undefined where the line has none. */
export function conditionFetches(proxy: ProxySection, line: number): ConditionFetches | undefined {
  const statement = proxy.statement(line);
  if (!statement.words.some(({ text }) => text === 'if' || text === 'unless')) return undefined;
  const found: HaproxyFact[] = [];
  const slots = conditionSlots(statement.slots);
  collect(slots, found);
  let open = statement.words.some(({ uncertain }) => uncertain === true);
  for (const { namespace, name, defines } of namesOf(slots)) {
    if (namespace === 'acl' && !defines && !collectNamed(proxy, name, found)) open = true;
  }
  return { fetches: found, open };
}

function conditionSlots(slots: readonly Slot[]): readonly Slot[] {
  return slots.flatMap((slot) =>
    slot.spec?.kind === 'condition' ? (slot.nested ?? []) : conditionSlots(slot.nested ?? []),
  );
}

/** @returns whether the ACL is known */
function collectNamed(proxy: ProxySection, name: string, into: HaproxyFact[]): boolean {
  let known = false;
  for (let section: ProxySection | undefined = proxy; section; section = section.defaults) {
    const tested = fetchesByAcl(section).get(name);
    if (!tested) continue;
    known = true;
    into.push(...tested);
  }
  if (known) return true;
  const { definition } = (table('predefined-acl')?.get(name) ?? {}) as { readonly definition?: string };
  const tested = definition && fetchNamed(/^[\w.]+/.exec(definition)?.[0] ?? '');
  if (!tested) return false;
  into.push(tested);
  return true;
}

/** The fetches that the ACLs of a section test, by the name of the ACL. */
function fetchesByAcl(section: ProxySection): ReadonlyMap<string, readonly HaproxyFact[]> {
  return section.recall('fetches of ACLs', () => {
    const byName = new Map<string, HaproxyFact[]>();
    for (const line of section.lines('acl')) {
      const { words, slots } = section.statement(line);
      const name = words[1]?.text;
      if (name === undefined) continue;
      const tested = byName.get(name) ?? [];
      collect(slots, tested);
      byName.set(name, tested);
    }
    return byName;
  });
}

function collect(slots: readonly Slot[], into: HaproxyFact[]): void {
  for (const { role, fact, nested } of slots) {
    const evaluated = role === 'name' && fact ? fetchOf(fact as HaproxyFact) : undefined;
    if (evaluated) into.push(evaluated);
    if (nested) collect(nested, into);
  }
}

function fetchOf(fact: HaproxyFact): HaproxyFact | undefined {
  if (fact.table === 'fetch') return fact;
  return fact.table === 'acl-criterion' && fact.fetch ? fetchNamed(fact.fetch) : undefined;
}

function fetchNamed(name: string): HaproxyFact | undefined {
  return (table('fetch')?.get(name) ?? table('acl-criterion')?.get(name)) as HaproxyFact | undefined;
}

/** Whether a fetch can be evaluated before any byte of a request is there: at `tcp-request session`. */
export function needsRequest({ where }: HaproxyFact): boolean {
  return where !== undefined && where[1] !== 'Y';
}
