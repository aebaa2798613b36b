/** haproxy.cfg. */
import type { Language } from '../../engine/language.ts';
import { modeLine } from '../mode-line.ts';
import { haproxyLoading } from './order.ts';
import { conditionalIn } from './preprocessor.ts';
import { haproxyRules } from './rules/index.generated.ts';
import { opensSection, sectionContext, startTable } from './sections.ts';
import { readStatement } from './statement.ts';
import { readLine } from './syntax.ts';
import { allFacts, tableFor } from './tables.ts';
import { isTemplate } from './template.ts';
import { haproxyKinds } from './values/kinds.ts';

export const haproxy: Language = {
  id: 'haproxy',
  title: 'HAProxy configuration',
  comment: '#',
  trailingComments: true,
  detection: {
    path: /(^|\/)(haproxy[^/]*\.cfg|haproxy\/(.*\/)?[^/]*\.cfg)$/,
    firstLine: modeLine('haproxy', ['haproxy']),
  },
  loading: haproxyLoading,
  rules: haproxyRules,
  kinds: haproxyKinds,
  localNamespaces: new Set(['acl', 'server']),
  table: tableFor,
  read: readLine,
  opensBlock: opensSection,
  blockContext: sectionContext,
  start: ({ kind }) => ({ table: startTable(kind) }),
  statement: (line, section, host) => readStatement(line, { kinds: haproxyKinds, table: tableFor, host, section }),
  doubtful: (analysis) => (isTemplate(analysis) ? () => true : conditionalIn(analysis)),
  facts: allFacts,
  prose: async () => (await import('./prose.generated.ts')).prose,
};
