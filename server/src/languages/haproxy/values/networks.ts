/** Addresses with masks as HAProxy reads them in patterns and arguments: `str2net`, `str62net` and `str2mask` of its src/tools.c. */
import { isIPv4, isIPv6 } from './host-name.ts';

/** A number as strtol() reads it, whole: blanks and a sign may stand before it. */
const number = /^[ \t\n\v\f\r]*[+-]?\d+$/;

function isLength(text: string, most: number): boolean {
  const value = number.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= most;
}

/** A mask: `255.255.0.0` or the number of its bits. */
export function isMask4(text: string): boolean {
  return text.includes('.') ? isIPv4(text) : isLength(text, 32);
}

export function isMask6(text: string): boolean {
  return text.includes(':') ? isIPv6(text) : isLength(text, 128);
}

/** How an address with an optional mask reads; a `name` is looked up by HAProxy in /etc/hosts or the DNS when it starts. */
export type NetworkReading = 'address' | 'name' | 'mask' | 'nothing';

/** Words that the C library takes for numbers and dots: refused without a look-up where they are no address. */
const numeric = /^[\d.]+$/;
/** What a name of a host may consist of. */
const hostName = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*)$/;

/** Reads a pattern of the method `ip`. */
export function readNetwork(text: string): NetworkReading {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? undefined : text.slice(slash + 1);
  if (isIPv6(address)) return mask === undefined || isLength(mask, 128) ? 'address' : 'mask';
  const masked = mask === undefined || isMask4(mask);
  if (isIPv4(address)) return masked ? 'address' : 'mask';
  if (isLooseIpv4(address)) return masked ? 'address' : 'mask';
  if (!masked) return 'nothing';
  return numeric.test(address) || !hostName.test(address) || isNumericName(address) ? 'nothing' : 'name';
}

/** gethostbyname() reads fewer than four numbers too, as inet_aton() does: `10.1` is 10.0.0.1. */
function isLooseIpv4(text: string): boolean {
  if (text.length > 60) return false;
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0[xX][\dA-Fa-f]+|0[0-7]*|[1-9]\d*)$/.test(part))) return false;
  const values = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = values.pop() as number;
  return values.every((value) => value <= 255) && last < 256 ** (4 - values.length);
}

/** No domain ends in a number, so nothing can be found under such a name. */
function isNumericName(text: string): boolean {
  return /^\d.*\.\d+$/.test(text);
}
