/** Releases as HAProxy's preprocessor compares them (`split_version` and `compare_current_version` in src/haproxy.c). */

/**
 * A version's numbers: four of the release, the tag (1 dev, 2 rc or pre, 3 none), the tag's number and the commit's.
 * Undefined where HAProxy cannot take the text apart.
 */
function parts(text: string): readonly number[] | undefined {
  const found = /^(\d*(?:\.\d*){0,3})(?:$|-(.*)$)/s.exec(text);
  if (!found || text === '') return undefined;
  const [, release = '', rest] = found;
  const numbers = release.split('.').map(Number);
  while (numbers.length < 4) numbers.push(0);
  if (rest === undefined) return [...numbers, 3, 0, 0];
  const tagged = /^(dev|rc|pre)(\d*)(?:$|-(.*)$)/s.exec(rest);
  if (!tagged && /^(?:dev|rc|pre)/.test(rest)) return undefined;
  const commit = tagged ? tagged[3] : rest;
  const last = commit?.slice(commit.lastIndexOf('-') + 1) ?? '';
  if (commit?.includes('-') && last === '') return undefined;
  return [
    ...numbers,
    tagged ? (tagged[1] === 'dev' ? 1 : 2) : 3,
    tagged ? Number(tagged[2]) : 0,
    /^\d+$/.test(last) ? Number(last) : 0,
  ];
}

/**
 * Whether HAProxy of a version takes itself for at least as new as what `version_atleast` names. A text that is no version
 * counts as older than any. Undefined where only the exact release could tell: a target of 3.4 may be 3.4.0 or 3.4.9.
 */
export function compareRelease(named: string, target: string): boolean | undefined {
  const wanted = parts(named);
  if (!wanted) return true;
  const own = parts(target);
  if (!own) return undefined;
  const given = (/^[\d.]*\d/.exec(target)?.[0] ?? '').split('.').length;
  const tagged = target.includes('-');
  let open = false;
  for (let at = 0; at < wanted.length; at++) {
    const want = wanted[at] as number;
    const have = own[at] as number;
    // The patch of a target that names none, and the number of its commit, may be any.
    const unknown = (at >= given && at < 4 && !tagged) || at === 6;
    if (unknown) {
      if (want > 0) return undefined;
      open = true;
    } else if (want !== have) {
      return want < have ? true : open ? undefined : false;
    }
  }
  return true;
}
