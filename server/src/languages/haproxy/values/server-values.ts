/** Values of single server options, as the parsers in HAProxy's src/server.c read them. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { isIPv4, isIPv6 } from './host-name.ts';

const none: readonly ValueProblem[] = [];
const methods = ['last', 'libc', 'none'];

/** How a server comes by its address at the start (`srv_parse_init_addr`): methods, and one address to fall back on. */
export const initAddr: ValueKind = {
  name: 'init-addr',
  token: 'enumMember',
  expects: () => "one or more of 'last', 'libc', 'none' and an IP address, with commas between them",
  complete: () => methods.map((text) => ({ text })),
  check(text) {
    let addresses = 0;
    const pieces = text.split(',');
    // Nothing has to stand behind the last comma.
    if (pieces[pieces.length - 1] === '') pieces.pop();
    for (const piece of pieces) {
      if (methods.includes(piece)) continue;
      if (!isHost(piece)) {
        const detail = initAddr.expects({ kind: initAddr.name, words: [], options: {} });
        return [{ code: 'unknown-value', detail, candidates: () => methods }];
      }
      if (++addresses > 1) return [{ code: 'malformed', detail: 'it holds more than one address' }];
    }
    return pieces.length > mostMethods
      ? [{ code: 'malformed', detail: `it holds more than ${mostMethods} methods` }]
      : none;
  },
};

/** What fits into 32 bits at three bits each (`srv_append_initaddr`). */
const mostMethods = 10;

/** As `str2ip2` reads it without a look-up: nothing and `*` are the address of no host. */
function isHost(text: string): boolean {
  if (text === '' || text === '*' || text === '::' || isIPv4(text)) return true;
  return isIPv6(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text);
}

/** Networks that addresses are preferably taken from (`srv_parse_resolve_net`), five at most. */
export const networks: ValueKind = {
  name: 'networks',
  token: 'string',
  expects: () => 'networks such as 10.0.0.0/8, with commas between them',
  check(text) {
    const pieces = text.split(',');
    if (pieces[pieces.length - 1] === '') pieces.pop();
    const bad = pieces.slice(0, mostNetworks).find((piece) => !isNetwork(piece));
    if (bad !== undefined)
      return [{ code: 'malformed', detail: `'${bad.slice(0, 40)}' is no network such as 10.0.0.0/8` }];
    return pieces.length > mostNetworks
      ? [{ code: 'malformed', detail: `at most ${mostNetworks} networks fit` }]
      : none;
  },
};

const mostNetworks = 5;

/** As `str2net` and `str62net` of HAProxy's src/tools.c read it, without names. */
function isNetwork(text: string): boolean {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? undefined : text.slice(slash + 1);
  if (isIPv6(host)) return mask === undefined || (/^\d+$/.test(mask) && Number(mask) <= 128);
  return isIPv4(host) && (mask === undefined || isMask(mask));
}

/** Leading ones as a number, or as an address. */
function isMask(text: string): boolean {
  if (!isIPv4(text)) return /^\d+$/.test(text) && Number(text) <= 32;
  const bits = text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return /^1*0*$/.test(bits.toString(2).padStart(32, '0'));
}

const forbiddenInId = /[^A-Za-z0-9_:.-]/;
const longestGuid = 127;

/** A name that is known over all processes (`guid_is_valid_fmt` in HAProxy's src/guid.c). */
export const guid: ValueKind = {
  name: 'guid',
  token: 'string',
  expects: () => 'a name of letters, digits and the characters _:.-',
  check(text) {
    if (text.length > longestGuid)
      return [{ code: 'malformed', detail: `it is longer than ${longestGuid} characters` }];
    const wrong = forbiddenInId.exec(text)?.[0];
    return wrong === undefined
      ? none
      : [{ code: 'malformed', detail: `the character '${wrong}' is not allowed in it` }];
  },
};

const origin = /^(?:none$|be:|srv:)/;

/** Whose settings a server starts from (`_srv_parse_from`). */
export const serverOrigin: ValueKind = {
  name: 'server-origin',
  token: 'string',
  expects: () => "'none', 'be:' and a backend, or 'srv:' and a server",
  complete: () => [{ text: 'none' }, { text: 'be:' }, { text: 'srv:' }],
  check: (text) =>
    origin.test(text)
      ? none
      : [
          {
            code: 'unknown-value',
            detail: serverOrigin.expects({ kind: serverOrigin.name, words: [], options: {} }),
          },
        ],
};
