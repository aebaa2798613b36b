/** limits.conf and limits.d. */
import type { Language } from '../../engine/language.ts';
import { modeLine } from '../mode-line.ts';
import { wholeFile } from '../whole-file.ts';
import { sessionsOf } from './capacity.ts';
import { effectiveText } from './effective-text.ts';
import { limitItems, limitTypes } from './facts/items.ts';
import { limitsKinds } from './kinds.ts';
import { lensesOf } from './lenses.ts';
import { limitsLoading } from './order.ts';
import { limitsRules } from './rules/index.generated.ts';
import { domainSpec, readStatement } from './statement.ts';
import { readLine } from './syntax.ts';

export const limits: Language = {
  id: 'limits',
  title: 'resource limits',
  comment: '#',
  trailingComments: true,
  detection: {
    // What else is called limits.conf in a folder that ends in .d is a drop-in of systemd.
    path: /(^|\/)((?<!\.d\/)limits\.conf|limits\.d\/[^/]*\.conf)$/,
    firstLine: modeLine('limits', ['limits', 'limitsconf']),
  },
  loading: limitsLoading,
  rules: limitsRules,
  kinds: limitsKinds,
  table: (id) => (id === 'type' ? limitTypes : id === 'item' ? limitItems : undefined),
  read: readLine,
  ...wholeFile,
  start: () => ({ spec: domainSpec }),
  statement: (line, section, host) => readStatement(line, { kinds: limits.kinds, table: limits.table, host, section }),
  lenses: lensesOf,
  effective: effectiveText,
  capacity: (view) => ({ session: sessionsOf(view) }),
  facts: function* () {
    yield* limitTypes.all();
    yield* limitItems.all();
  },
  prose: async () => (await import('./prose.generated.ts')).prose,
};
