import { quotedList } from '../../../engine/nearest.ts';
import type { Rule } from '../../../engine/rules.ts';
import { sectionKinds } from '../facts/sections.ts';
import { directives } from '../facts/tables.ts';
import { targetVersion } from '../sections.ts';
import { isCurrent } from '../suggest.ts';

/** A directive that HAProxy has, in a section where it rejects it. */
export const wrongSection: Rule = {
  id: 'haproxy/wrong-section',
  title: 'The keyword belongs in another kind of section',
  severity: 'error',
  problems: ['wrong-section'],
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
