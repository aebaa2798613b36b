/**
 * Words behind the arguments of a directive. HAProxy counts the words of most directives and refuses a file that has too
 * many; of some it looks at the first ones only, and of others it began to count in a later release.
 *
 *   <ignored:ignored>*                 never counted
 *   <ignored:ignored before=3.2>*      counted from 3.2 on
 *   <ignored:ignored from=3.2>*        counted before 3.2
 */
import type { ValueSpec } from '../../../engine/signature.ts';
import type { JoinContext } from '../../../engine/slots.ts';
import type { ValueKind } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

export const ignored: ValueKind = {
  name: 'ignored',
  token: 'string',
  extent: 'rest',
  expects: () => '',
  nested(words, spec, context, into) {
    const first = words[0];
    const last = words[words.length - 1];
    if (!first || !last || !counted(spec, context)) return;
    into.problems.push({
      code: 'extra-argument',
      start: first.start,
      end: last.end,
      detail: context.directive?.name ?? '',
    });
  },
};

function counted({ options }: ValueSpec, { host }: JoinContext): boolean {
  const { before, from } = options;
  if (before !== undefined) return compareVersions(targetVersion(host), before) >= 0;
  return from !== undefined && compareVersions(targetVersion(host), from) < 0;
}
