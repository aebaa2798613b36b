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
    for (const line of section.lines('acl')) {
      const { words, slots } = section.statement(line);
      if (words[1]?.text !== name) continue;
      known = true;
      collect(slots, into);
    }
  }
  if (known) return true;
  const { definition } = (table('predefined-acl')?.get(name) ?? {}) as { readonly definition?: string };
  const tested = definition && fetchNamed(/^[\w.]+/.exec(definition)?.[0] ?? '');
  if (!tested) return false;
  into.push(tested);
  return true;
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
