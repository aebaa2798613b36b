/** Names of variables: a scope, a dot and letters, digits, `_` and `.` (`vars_fill_desc` in HAProxy's src/vars.c). */
import { compareVersions } from '../../../engine/version.ts';

const scoped = /^(p(?:sess|txn|req|res)|proc|sess|txn|req|res|check)\.(.+)$/s;
const scopes = ['proc', 'sess', 'txn', 'req', 'res', 'check'];

/** From this release on the scopes of a parent stream exist. */
const parentScopes = '3.1';

/** Why a text names no variable, as a clause; undefined where it does. */
export function variableMistake(name: string, version: string): string | undefined {
  if (name === '') return 'the name of a variable is missing';
  const [, scope = '', rest = ''] = scoped.exec(name) ?? [];
  const parent = scope.startsWith('p') && scope !== 'proc';
  if (rest === '' || (parent && compareVersions(version, parentScopes) < 0))
    return `a variable starts with its scope, one of ${scopes.map((each) => `'${each}.'`).join(', ')}`;
  const wrong = /[^\w.]/.exec(rest)?.[0];
  return wrong === undefined ? undefined : `'${wrong}' cannot stand in the name of a variable`;
}
