/** Addresses in the arguments of directives: which forms each of them takes. */
import { subWord } from '../../../engine/syntax.ts';
import type { Suggestion, ValueKind } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';
import { type AddressTrouble, type AddressUse, addressTrouble } from './address-form.ts';
import type { Transport } from './address-parts.ts';
import { hostProblem } from './host-name.ts';

const streams: readonly Transport[] = ['stream'];
const datagramsFirst: readonly Transport[] = ['datagram', 'stream'];
const both: readonly Transport[] = ['stream', 'datagram'];
const listening = { list: true, port: 'required', range: true, descriptors: true } as const;
const connecting: AddressUse = { transports: streams, connects: true };

/** By the first word behind `address` in a signature; the parsers were read in the releases 2.4 to 3.5. */
const uses: Readonly<Record<string, AddressUse>> = {
  bind: { ...listening, transports: streams },
  'dgram-bind': { ...listening, transports: ['datagram'] },
  connect: connecting,
  'connect-port': { ...connecting, port: 'required' },
  mailer: { ...connecting, port: 'required', only: 'TCP' },
  log: { transports: datagramsFirst, descriptors: true },
  nameserver: { transports: datagramsFirst, port: 'required' },
  server: { transports: both, offset: true, deferred: true },
  'stream-server': { transports: streams, offset: true, deferred: true },
  'log-server': { transports: both, offset: true, deferred: true, only: 'IP' },
  ring: { transports: both, offset: true, only: 'IP' },
  'server-source': { ...connecting, range: true },
  peer: { transports: streams, port: 'required' },
  'peers-bind': { ...listening, transports: streams, single: true },
};

/** Releases from which servers may be sent datagrams, and from which peers need their ports. */
const newServers = '3.0';
const olderServer: AddressUse = { ...connecting, offset: true, deferred: true };
const olderUses: Readonly<Record<string, AddressUse>> = {
  server: olderServer,
  'stream-server': olderServer,
  'log-server': olderServer,
  ring: { ...connecting, offset: true },
  peer: { ...connecting, offset: true },
  'peers-bind': { ...listening, transports: streams },
};

/** The release in which rings became log backends, which send datagrams and know no sockets of the file system. */
const datagramRings = '3.3';
const streamRing: AddressUse = { transports: streams, offset: true };

/** How the addresses of a directive are read in a release. */
export function addressUse(name: string, version: string): AddressUse | undefined {
  if (compareVersions(version, newServers) < 0) return olderUses[name] ?? uses[name];
  return name === 'ring' && compareVersions(version, datagramRings) < 0 ? streamRing : uses[name];
}

const logTargets: readonly Suggestion[] = [
  { text: 'global', detail: 'the targets of the global section' },
  { text: 'stdout', detail: 'the standard output' },
  { text: 'stderr', detail: 'the standard error output' },
];

/** Words that stand for a target of logs and are no address; `backend@` is known since 2.9. */
const noAddress = /^(?:global|stdout|stderr)$|^(?:ring|backend)@/;
const noAddressYet = /^(?:global|stdout|stderr)$|^ring@/;
const logBackends = '2.9';

function isLogTarget(text: string, version: string): boolean {
  return (compareVersions(version, logBackends) < 0 ? noAddressYet : noAddress).test(text);
}

export const address: ValueKind = {
  name: 'address',
  token: 'string',
  expects: ({ words }) => (uses[words[0] ?? '']?.list ? 'addresses, with commas between them' : 'an address'),
  complete: ({ words }) => (words[0] === 'log' ? logTargets : []),
  // Of a server's address, and of a port that is listened to, nothing matters to a single line but its form.
  alike: (words, { words: [use] }) =>
    words === 'address' ? use === 'server' || use === 'stream-server' : words === 'port' && use === 'bind',
  nested(words, spec, { host }, into) {
    const word = words[0];
    const name = spec.words[0] ?? '';
    const version = targetVersion(host);
    if (!word || (name === 'log' && isLogTarget(word.text, version))) return;
    const use = addressUse(name, version);
    if (!use) return;
    const { text } = word;
    // HAProxy reads a list up to its first mistake; nothing has to stand behind the last comma.
    for (let from = 0; from < text.length || from === 0; ) {
      const comma = use.list ? text.indexOf(',', from) : -1;
      const to = comma < 0 ? text.length : comma;
      const several = use.single && from > 0;
      const trouble: AddressTrouble | undefined = several
        ? { from: 0, to: to - from, reason: 'only one address can be listened to here' }
        : addressTrouble(text.slice(from, to), use, version);
      if (trouble) {
        const { start, end } = subWord(word, from + trouble.from, from + trouble.to);
        into.problems.push({
          code: trouble.deferred ? 'unresolvable-address' : 'invalid-address',
          start,
          end,
          detail: trouble.reason,
          ...(trouble.meant === undefined ? {} : { suggestion: trouble.meant }),
        });
        return;
      }
      from = to + 1;
    }
  },
};

/** A host without a port. */
export const host: ValueKind = {
  name: 'host',
  token: 'string',
  expects: () => 'an IP address or a host name',
  check(text) {
    const reason = text.includes('$') ? undefined : hostProblem(text, 'any');
    return reason === undefined ? [] : [{ code: 'invalid-address', detail: reason }];
  },
};

const headerAddress = /^hdr_ip\(/;

/** What a proxy pretends to be towards its servers: the client, an address from a header, or a fixed one. */
export const transparentSource: ValueKind = {
  name: 'transparent-source',
  token: 'string',
  expects: () => "an address, or 'client', 'clientip' or hdr_ip(<header>)",
  complete: () => [
    { text: 'client', detail: 'address and port of the client' },
    { text: 'clientip', detail: 'address of the client' },
  ],
  nested(words, spec, context, into) {
    const text = words[0]?.text ?? '';
    if (text === 'client' || text === 'clientip' || headerAddress.test(text)) return;
    address.nested?.(words, { ...spec, words: ['connect'] }, context, into);
  },
};

const addressMark = /[:./@*[]/;

/**
 * The address of a `server` line of a peers section. The local peer has none there: what follows its name are options, the
 * names of which hold none of the marks that addresses have.
 */
export const peerAddress: ValueKind = {
  name: 'peer-address',
  token: 'string',
  accepts: (text) => addressMark.test(text),
  expects: () => 'an address',
  nested: (words, spec, context, into) => address.nested?.(words, { ...spec, words: ['peer'] }, context, into),
};
