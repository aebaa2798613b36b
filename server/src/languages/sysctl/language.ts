/** sysctl.conf and sysctl.d. */
import type { Language } from '../../engine/language.ts';
import { modeLine } from '../mode-line.ts';
import { wholeFile } from '../whole-file.ts';
import { reservedPortsOf, sysctlOf } from './capacity.ts';
import { effectiveText } from './effective-text.ts';
import { existingKeys, sysctlKeys } from './facts/keys.ts';
import { notesOn } from './hover-notes.ts';
import { sysctlKinds } from './kinds.ts';
import { sysctlLoading } from './order.ts';
import { sysctlRules } from './rules/index.generated.ts';
import { runningBeside } from './running/beside.ts';
import { comparisonText } from './running/compare-text.ts';
import { settle } from './settle.ts';
import { readStatement } from './statement.ts';
import { readLine } from './syntax.ts';

export const sysctl: Language = {
  id: 'sysctl',
  title: 'sysctl settings',
  comment: '#',
  trailingComments: false,
  detection: {
    path: /(^|\/)(sysctl\.conf|sysctl\.d\/[^/]*\.conf)$/,
    firstLine: modeLine('sysctl', ['sysctl']),
  },
  loading: sysctlLoading,
  rules: sysctlRules,
  kinds: sysctlKinds,
  table: (id) => (id === 'key' ? existingKeys : undefined),
  read: readLine,
  ...wholeFile,
  start: () => ({ table: existingKeys }),
  statement: (line, section, host) => readStatement(line, { kinds: sysctl.kinds, table: sysctl.table, host, section }),
  settle,
  notes: notesOn,
  effective: effectiveText,
  running: { beside: runningBeside, compare: comparisonText },
  capacity: (view) => ({ sysctl: sysctlOf(view), reservedPorts: reservedPortsOf(view) }),
  release: ({ kernel }) => kernel?.value,
  facts: () => sysctlKeys.all(),
  prose: async () => (await import('./prose.generated.ts')).prose,
};
