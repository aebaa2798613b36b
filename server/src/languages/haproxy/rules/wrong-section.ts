import { quotedList } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { standing } from '../../../engine/version.ts';
import { sectionKinds } from '../facts/sections.ts';
import { directives, type HaproxyFact } from '../facts/tables.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isCurrent } from '../suggest.ts';

/** Rules and what belongs to them, which a `defaults` section may hold only once it has a name. */
const rules = [
  'acl',
  'http-after-response',
  'http-request',
  'http-response',
  'quic-initial',
  'tcp-request connection',
  'tcp-request content',
  'tcp-request inspect-delay',
  'tcp-request session',
  'tcp-response content',
  'tcp-response inspect-delay',
].map((name) => `directive/proxy/${name}`);

/** Taken by a `defaults` section in some releases only. */
const versioned = [...rules, 'directive/proxy/use-fcgi-app'];

/** A directive that HAProxy has, in a section where it rejects it. */
export const wrongSection: Rule = {
  id: 'haproxy/wrong-section',
  title: 'The keyword belongs in another kind of section',
  severity: 'error',
  problems: ['wrong-section'],
  facts: versioned,
  statement({ context, fact, slots }, { host }) {
    const slot = slots.find((each) => each.fact === fact);
    if (context.kind !== 'defaults' || !fact || !slot) return undefined;
    const { since, until } = (fact as HaproxyFact).sectionVersions?.defaults ?? {};
    const here = standing(targetVersion(host), since, until);
    if (here === 'current' && (context.name !== '' || !rules.includes(fact.id))) return undefined;
    const when = here === 'future' ? `before HAProxy ${since}` : `since HAProxy ${until}`;
    const message =
      here !== 'current'
        ? `'${fact.name}' has no place in a 'defaults' section ${when}; this file is for ${describeTarget(host)}.`
        : `'${fact.name}' has no place in a 'defaults' section without a name: a section that takes it over says so with 'from'.`;
    return [{ start: slot.start, end: slot.end, message }];
  },
  problem({ start, end, detail = '' }, { context }, { host }) {
    const facts = directives.find(detail);
    const version = targetVersion(host);
    const current = facts.filter((fact) => isCurrent(fact, version));
    const sections = new Set((current.length > 0 ? current : facts).flatMap((fact) => fact.sections ?? []));
    return {
      start,
      end,
      message: `'${detail}' has no place in a '${context.kind}' section; it belongs in ${quotedList(sectionKinds.filter((kind) => sections.has(kind)))}.`,
    };
  },
};
