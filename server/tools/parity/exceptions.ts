/**
 * Disagreements that were looked into and are right as they are. Each names the kind of point, a pattern of what is said there
 * and the reason; everything else that differs fails the comparison.
 */
import type { Point, Verdict } from './judge.ts';

interface Exception {
  readonly of: 'false error' | 'missed rejection';
  readonly text: RegExp;
  readonly reason: string;
}

const exceptions: readonly Exception[] = [
  {
    of: 'missed rejection',
    text: /unknown keyword '(tune\.quic\.|tune\.fail-alloc|profiling\.memory|ssl-engine)/,
    reason:
      'only builds with a certain library or option have these keywords, and a text does not say which build reads it',
  },
  {
    of: 'missed rejection',
    text: /but got 'lua\./,
    reason: 'a script that is loaded by another file may register the action',
  },
  {
    of: 'missed rejection',
    text: /'[a-zA-Z][\w.-]*' is not a valid IPv4 or IPv6 address/,
    reason: 'a pattern may be the name of a host, and only the machine knows whether it resolves',
  },
];

export interface Disagreement {
  readonly verdict: Verdict;
  readonly of: Exception['of'];
  readonly point: Point;
}

/**
 * What fails the comparison: errors in what HAProxy accepts, and rejections on whose line we find nothing. What is said of a
 * line that a configuration shares with its mutants counts once.
 */
export function disagreementsOf(verdicts: readonly Verdict[]): readonly Disagreement[] {
  const seen = new Set<string>();
  return verdicts
    .flatMap((verdict): Disagreement[] => [
      ...verdict.falseErrors.map((point) => ({ verdict, of: 'false error' as const, point })),
      ...[...(verdict.rejection ? [verdict.rejection] : []), ...verdict.alerts]
        .filter(({ agreed }) => !agreed)
        .map((point) => ({ verdict, of: 'missed rejection' as const, point })),
    ])
    .filter(({ of, point }) => !exceptions.some((each) => each.of === of && each.text.test(point.text)))
    .filter(({ verdict, of, point }) => {
      const source = verdict.case.source.split('\n')[(point.line ?? 0) - 1] ?? '';
      const key = [verdict.version, of, verdict.case.file, source, point.text.replace(/:\d+/g, '')].join('\n');
      return !seen.has(key) && seen.add(key);
    });
}
