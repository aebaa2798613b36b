/** Values of single bind options, as HAProxy's parsers read them. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

const none: readonly ValueProblem[] = [];
const leading = /^\s*[+-]?\d+/;

/** As `atoi` reads it, without a bound on what it returns. */
function read(text: string): number {
  return Number(leading.exec(text)?.[0] ?? 0);
}

/** The largest TCP segment (`bind_parse_mss`); a negative one takes so much off the default. */
export const segmentSize: ValueKind = {
  name: 'segment-size',
  token: 'number',
  expects: () => 'a number of bytes from 1 to 65535, or a negative one',
  check(text) {
    const size = Math.abs(read(text));
    return size >= 1 && size <= 65_535 ? none : [{ code: 'out-of-range', detail: expects(segmentSize) }];
  },
};

/** Permissions of a socket (`bind_parse_mode`). */
export const fileMode: ValueKind = {
  name: 'file-mode',
  token: 'number',
  expects: () => 'permissions in octal digits, such as 660',
  check: (text) => (/^\s*[+-]?[0-7]+$/.test(text) ? none : [{ code: 'not-a-number', detail: expects(fileMode) }]),
};

/** Whether and what of SYN packets is saved (`bind_parse_tcp_ss`). */
export const savedSyn: ValueKind = {
  name: 'saved-syn',
  token: 'number',
  expects: () => 'a number from 0 to 2',
  check: (text) => (/^\d/.test(text) && read(text) <= 2 ? none : [{ code: 'out-of-range', detail: expects(savedSyn) }]),
};

/** Into how many sockets an address is split (`bind_parse_shards`); the most is a matter of how HAProxy was built. */
export const shards: ValueKind = {
  name: 'shards',
  token: 'number',
  expects: () => "a number from 1 up, 'by-thread' or 'by-group'",
  complete: () => [{ text: 'by-thread' }, { text: 'by-group' }],
  check(text, _spec, { host }) {
    if (text === 'by-thread' || (text === 'by-group' && compareVersions(targetVersion(host), '2.8') >= 0)) return none;
    const count = read(text);
    const most = compareVersions(targetVersion(host), threadGroups) >= 0 ? mostThreads : 64;
    return count >= 1 && count <= most ? none : [{ code: 'out-of-range', detail: expects(shards) }];
  },
};

/** Sixteen groups of 64 threads, and no build has more; before 2.7 there was one group. */
const threadGroups = '2.7';
const mostThreads = 1024;

/** Numbers below 95, or since 2.8 names of OpenSSL's verification errors (`bind_parse_ignore_err` in src/cfgparse-ssl.c). */
export const ignoredErrors: ValueKind = {
  name: 'ignored-errors',
  token: 'string',
  expects: () => "'all', or numbers of verification errors with commas between them",
  complete: () => [{ text: 'all' }],
  check(text, _spec, { host }) {
    if (text === 'all') return none;
    const named = compareVersions(targetVersion(host), '2.8') >= 0;
    const most = named ? 94 : 63;
    for (const piece of text.split(',')) {
      if (named && (piece === '' || /^X509_V_(?:ERR_[A-Z0-9_]+|OK)$/.test(piece))) continue;
      const code = named && !/^\d/.test(piece) ? 0 : read(piece);
      if (code < 1 || code > most)
        return [{ code: 'malformed', detail: `'${piece.slice(0, 40)}' is no verification error from 1 to ${most}` }];
    }
    return none;
  },
};

const algorithms = ['cubic', 'newreno', 'bbr', 'nocc'];

/**
 * A congestion algorithm of QUIC (`parse_cc_algo` in src/cfgparse-quic.c), since 3.0 with its window in parentheses. Until
 * then the window of `nocc` stood behind a hyphen.
 */
export const quicAlgorithm: ValueKind = {
  name: 'quic-algorithm',
  token: 'enumMember',
  expects: () => "one of 'cubic', 'newreno', 'bbr', each with its window in parentheses or without",
  complete: () => algorithms.slice(0, 3).map((text) => ({ text })),
  check(text, _spec, { host }) {
    const version = targetVersion(host);
    const known =
      compareVersions(version, '3.0') < 0
        ? /^(?:cubic$|newreno$|nocc-.)/.test(text)
        : /^(?:cubic|newreno|nocc)/.test(text) || (text.startsWith('bbr') && compareVersions(version, '3.1') >= 0);
    return known ? none : [{ code: 'unknown-value', detail: expects(quicAlgorithm), candidates: () => algorithms }];
  },
};

function expects(kind: ValueKind): string {
  return kind.expects({ kind: kind.name, words: [], options: {} });
}
