/** The rules about Headroom itself: its directives, and what it was not told. They belong to every language. */
import type { Rule } from './rules.ts';

export const invalidDirective: Rule = {
  id: 'headroom/invalid-directive',
  title: 'A headroom directive that cannot be understood',
  severity: 'warning',
};

export const unusedIgnore: Rule = {
  id: 'headroom/unused-ignore',
  title: 'An ignore directive that ignores nothing',
  severity: 'information',
  tag: 'unnecessary',
};

export const hostUnknown: Rule = {
  id: 'headroom/host-unknown',
  title: 'A fact about the host is missing',
  severity: 'hint',
};

export const ownRules: readonly Rule[] = [invalidDirective, unusedIgnore, hostUnknown];
