/** Every rule there is: those of the languages, and those that belong to all of them. */
import { capacityRules } from './capacity/rules/index.generated.ts';
import type { Language } from './engine/language.ts';
import { ownRules } from './engine/own-rules.ts';
import type { Rule } from './engine/rules.ts';
import { languages } from './languages/index.ts';

/** Rules with their pages, by the folder they are in, in the order in which lists show them. */
export const ruleGroups: readonly {
  readonly title: string;
  readonly folder: string;
  readonly rules: readonly Rule[];
}[] = [
  ...languages.map(({ title, id, rules }) => ({ title, rules, folder: `languages/${id}/rules` })),
  { title: 'Capacity: does it fit the host', rules: capacityRules, folder: 'capacity/rules' },
  { title: 'Headroom itself', rules: ownRules, folder: 'engine/own-rules' },
];

export const allRules: readonly Rule[] = ruleGroups.flatMap(({ rules }) => rules);

/** The rules that look at a file of a language. */
export function rulesOf(language: Language): readonly Rule[] {
  return [...language.rules, ...capacityRules, ...ownRules];
}
