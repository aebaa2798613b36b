import type { Rule } from '../../../engine/rules.ts';
import { noteOn, type ValueNotes } from '../value-notes.ts';

const from = (isWeak: (value: bigint) => boolean, message: string, instead: string): ValueNotes[string] => {
  return ([value]) => (isWeak(value) ? { message, instead } : undefined);
};
const is = (wanted: bigint) => (value: bigint) => value === wanted;

const links = 'Programs that write to /tmp follow links that others laid there';

const notes: ValueNotes = {
  'fs.protected_fifos': from(is(0n), 'Programs may be made to write to a pipe of somebody else in /tmp.', '1'),
  'fs.protected_hardlinks': from(is(0n), `${links}.`, '1'),
  'fs.protected_regular': from(is(0n), 'Programs may be made to write to a file of somebody else in /tmp.', '1'),
  'fs.protected_symlinks': from(is(0n), `${links}.`, '1'),
  'fs.suid_dumpable': from(
    is(1n),
    'Whoever starts a program with the rights of root may read its memory from a core file.',
    '0',
  ),
  'kernel.kptr_restrict': from(is(0n), 'Addresses of the kernel are shown, which makes attacks on it easier.', '1'),
  'kernel.randomize_va_space': from(
    (value) => value === 0n || value === 1n,
    'Programs lie where an attacker expects them; 2 moves stack, libraries and heap.',
    '2',
  ),
  'net.ipv4.conf.<name>.accept_redirects': from(
    is(1n),
    'Anybody on the same network may send traffic another way with ICMP redirects.',
    '0',
  ),
  'net.ipv4.conf.<name>.accept_source_route': from(
    is(1n),
    'The sender decides which way a packet takes, around the firewall if need be.',
    '0',
  ),
  'net.ipv4.conf.<name>.route_localnet': from(
    is(1n),
    'Services that listen on 127.0.0.1 are within reach of the network.',
    '0',
  ),
  'net.ipv4.icmp_echo_ignore_broadcasts': from(
    is(0n),
    'The host answers pings to broadcast addresses and helps to flood others.',
    '1',
  ),
  'net.ipv6.conf.<name>.accept_redirects': from(
    is(1n),
    'Anybody on the same network may send traffic another way with ICMP redirects.',
    '0',
  ),
};

/** The pack of hardening: lines that loosen what the kernel, or nearly every distribution, has closed. */
export const weakSetting: Rule = {
  id: 'sysctl/weak-setting',
  title: 'The line gives up a protection',
  severity: 'warning',
  optIn: true,
  facts: Object.keys(notes),
  statement: (statement, context) => noteOn(statement, context, notes),
};
