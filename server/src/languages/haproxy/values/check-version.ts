/** The version of `option httpchk`, behind which old configurations hide headers and a body (src/tcpcheck.c). */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

const none: readonly ValueProblem[] = [];
/** The first release that refuses what the ones before only warn of. */
const refused = '2.7';

export const checkVersion: ValueKind = {
  name: 'check-version',
  token: 'string',
  check(text, _spec, { host }) {
    if (!text.includes('\r\n')) return none;
    const gone = compareVersions(targetVersion(host), refused) >= 0;
    return [{ code: gone ? 'hidden-headers' : 'hidden-headers-old' }];
  },
  expects: () => 'a version such as HTTP/1.1',
};
