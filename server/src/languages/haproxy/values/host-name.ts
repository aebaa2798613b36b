/** Hosts of addresses: numbers as `inet_pton` and `inet_aton` read them, and names that no resolver can know. */

export type Family = 'any' | 'ipv4' | 'ipv6';

/** Longest name and longest part of one that HAProxy passes on (`resolv_hostname_validation` in its src/resolvers.c). */
const longestName = 255;
const longestLabel = 63;

/** Longest host in brackets that HAProxy takes for IPv6, the brackets included (`str2ip2` in its src/tools.c). */
const longestBracketed = 47;

const octet = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const ipv6Group = /^[0-9a-fA-F]{1,4}$/;
const forbidden = /[^A-Za-z0-9._-]/;
const numericPart = /^(?:0[xX][0-9a-fA-F]*|\d+)$/;

/** Four decimal numbers, as `inet_pton` reads them: no leading zeros. */
export function isIPv4(text: string): boolean {
  return text.length <= 15 && ipv4.test(text);
}

/** An IPv6 address without brackets, the end of which may be written as IPv4. */
export function isIPv6(text: string): boolean {
  if (text.length > longestBracketed || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [at, part] of parts.entries()) {
      const last = index === halves.length - 1 && at === parts.length - 1;
      if (last && part.includes('.') && isIPv4(part)) groups += 2;
      else if (ipv6Group.test(part)) groups++;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** The old forms of IPv4 that resolvers still read: one to four numbers, decimal, octal or hexadecimal, the last as large as is left. */
function isLooseIPv4(text: string): boolean {
  const parts = text.split('.');
  if (parts.length > 4) return false;
  return parts.every((part, index) => {
    if (part.length > 12 || !numericPart.test(part)) return false;
    const octal = /^0\d/.test(part);
    if (octal && /[89]/.test(part)) return false;
    const value = octal ? Number.parseInt(part, 8) : Number(part === '0x' || part === '0X' ? 0 : part);
    return value < (index === parts.length - 1 ? 256 ** (5 - parts.length) : 256);
  });
}

/**
 * Why a host without its port can be no address of the family, on any machine; undefined where it is one or may be the
 * name of one.
 */
export function hostProblem(host: string, family: Family): string | undefined {
  if (host === '' || host === '*') return undefined;
  if (host.startsWith('[')) return bracketProblem(host, family);
  if (host === '::' || isIPv6(host)) return family === 'ipv4' ? 'it is IPv6, and IPv4 is asked for' : undefined;
  if (isIPv4(host)) return family === 'ipv6' ? 'it is IPv4, and IPv6 is asked for' : undefined;
  if (host.length > longestName) return `a name has at most ${longestName} characters`;
  const wrong = forbidden.exec(host)?.[0];
  if (wrong === ':')
    return 'an IPv6 address is eight groups of hexadecimal digits, of which one run may be left out as ::';
  if (wrong !== undefined) return `neither a name nor an IP address holds the character '${wrong}'`;
  return nameProblem(host, family);
}

function bracketProblem(host: string, family: Family): string | undefined {
  if (!host.endsWith(']')) return 'the bracket is not closed';
  const inner = host.slice(1, -1);
  // HAProxy takes the brackets away and reads what is between them like any other host.
  if (host.length < 4 || host.length > longestBracketed || inner.startsWith('['))
    return 'between the brackets belongs an IPv6 address';
  return hostProblem(inner, family);
}

function nameProblem(name: string, family: Family): string | undefined {
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  if (labels.some((label) => label.length > longestLabel))
    return `no part of a name is longer than ${longestLabel} characters`;
  if (isLooseIPv4(name)) return family === 'ipv6' ? 'it is IPv4, and IPv6 is asked for' : undefined;
  if (labels.length < 2) return undefined;
  if (labels.includes('')) return 'a part of the name between two dots is empty';
  // There is no top-level domain of digits, so no resolver knows the name.
  return /^\d+$/.test(labels[labels.length - 1] ?? '')
    ? 'an IPv4 address is four numbers from 0 to 255, and no name ends in a number'
    : undefined;
}
