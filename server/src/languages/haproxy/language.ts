/** haproxy.cfg. */
import type { Language } from '../../engine/language.ts';
import { modeLine } from '../mode-line.ts';
import { haproxyEdits } from './capacity-edits.ts';
import { haproxyCapacity } from './capacity-model.ts';
import { haproxyMarks } from './marks.ts';
import { haproxyLoading } from './order.ts';
import { doubtfulIn, isDirective, maskedLines } from './preprocessor.ts';
import { judgeProxies } from './proxy-reports.ts';
import { haproxyRules } from './rules/index.generated.ts';
import { opensSection, sectionContext, startTable, targetVersion } from './sections.ts';
import { readStatement } from './statement.ts';
import { readLine } from './syntax.ts';
import { allFacts, tableFor } from './tables.ts';
import { isTemplate } from './template.ts';
import { unparsedValuesIn } from './unused-applications.ts';
import { haproxyKinds } from './values/kinds.ts';

/** Rules about the split into words and the file's end. */
const lexicalRules: ReadonlySet<string> = new Set([
  'haproxy/unbalanced-quote',
  'haproxy/invalid-escape-or-variable',
  'haproxy/nul-byte',
  'haproxy/missing-final-newline',
  'haproxy/too-many-words',
]);

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
  doubtful(analysis) {
    if (isTemplate(analysis)) return () => true;
    const doubtful = doubtfulIn(analysis);
    const unparsed = unparsedValuesIn(analysis);
    if (!doubtful && !unparsed) return undefined;
    // HAProxy splits every line into words before it looks whether the line is to be read.
    return (line, { id }) => (doubtful?.(line) === true && !lexicalRules.has(id)) || unparsed?.(line, id) === true;
  },
  marks: haproxyMarks,
  shapes: true,
  preprocessor: {
    steers: isDirective,
    masked: maskedLines,
  },
  judge: judgeProxies,
  capacity: haproxyCapacity,
  capacityEdits: haproxyEdits,
  release: targetVersion,
  facts: allFacts,
  prose: async () => (await import('./prose.generated.ts')).prose,
};
