// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells fill in is part of the words.
/** Arbitrary lines and files: noise, and words that the languages know put together at random. */
import fc from 'fast-check';

/**
 * How often a property is tried. The same cases come every time, so that a run tells what a change did; `FUZZ_SEED` brings
 * others and `FUZZ_TIMES` more of them, for whoever goes hunting.
 */
export function tried(times: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: times * Number(process.env.FUZZ_TIMES ?? 1), seed: Number(process.env.FUZZ_SEED ?? 20) };
}

const vocabulary: Readonly<Record<string, readonly string[]>> = {
  haproxy: [
    ...[
      'global',
      'defaults',
      'frontend',
      'frontent',
      'backend',
      'listen',
      'peers',
      'userlist',
      'no',
      'default',
      'option',
      'timeout',
    ],
    ...[
      'client',
      'bind',
      ':80',
      'server',
      's1',
      '10.0.0.1:80',
      'check',
      'weight',
      'acl',
      'path',
      '-m',
      'beg',
      '-i',
      '--',
      'if',
      'unless',
    ],
    ...[
      '{',
      '}',
      '!',
      '||',
      'or',
      'use_backend',
      'http-request',
      'set-header',
      'deny',
      '%[src,lower]',
      '%[req.hdr(host',
      'log-format',
    ],
    ...[
      '%ci:%cp',
      '%{+Q}r',
      '%(x)ci',
      '%',
      '30s',
      '50000',
      '1y',
      '16k',
      '.if',
      '.else',
      '.endif',
      '.notice',
      '[scope]',
      'maxconn',
      'tune.bufsize',
    ],
    ...[
      '"',
      "'",
      '\\',
      '\\x4',
      '"$HOME"',
      '"${A[*]}"',
      '"${A-b}"',
      '${A}',
      'stick-table',
      'type',
      'ip',
      'size',
      'expire',
      'lua.x',
      'set-var(txn.a)',
    ],
  ],
  sysctl: [
    ...[
      'vm.swappiness',
      'vm/swappiness',
      'net.ipv4.tcp_mem',
      'net.ipv4.conf.eth0.rp_filter',
      'net/ipv4/conf/eth0.1/rp_filter',
      'kernel.hostname',
    ],
    ...[
      'net.ipv4.ip_local_reserved_ports',
      'fs.nr_open',
      'net.ipv4.conf.*.rp_filter',
      '-',
      '=',
      ':',
      ':=',
      '==',
      '-1',
      '0',
      '0x10',
      '010',
      '1 2 3',
      '80-90,443',
      '1k',
      'sysctl',
      '-w',
    ],
    ...['echo', '>', '/proc/sys/vm/swappiness', '[section]', '//', ';', "'", '"', 'vm.', '.vm', 'swappiness'],
  ],
  limits: [
    ...[
      '*',
      'root',
      '@group',
      '%group',
      '%',
      '@',
      '1000:2000',
      ':',
      '@:5',
      'soft',
      'hard',
      '-',
      'both',
      'nofile',
      'nproc',
      'maxlogins',
      'priority',
      'nonewprivs',
    ],
    ...[
      'unlimited',
      'infinity',
      '-1',
      '65536',
      '64k',
      '5constructor',
      'cpu',
      '65,536',
      '0x10',
      '=',
      ';',
      '//',
      'domain',
      'ulimit',
      '-n',
      'LimitNOFILE=5',
      'session',
      'required',
    ],
  ],
};

const marks = [
  '{{ a }}',
  '{{',
  '}}',
  '{% if a %}',
  '{# no #}',
  '<%= @a %>',
  '# headroom: ignore x/y -- z',
  '# headroom: host memory=1GiB',
  '# headroom: host pam=x',
  '# c',
  '#',
];
const odd = [
  '\0',
  '\r',
  '\t',
  '\v',
  '\f',
  '\u00a0',
  '\ufeff',
  '\ud800',
  '\u2028',
  'é',
  '𝒳',
  '__proto__',
  'constructor',
  'toString',
  '9'.repeat(50),
  'a'.repeat(300),
];

export const noise = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '=',
      '-',
      '#',
      '"',
      "'",
      '\\',
      '$',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '%',
      ',',
      '.',
      '/',
      'a',
      '1',
      '\t',
      '\r',
      '\0',
      '!',
    ),
    maxLength: 60,
  }),
);

/** A line, without its end. */
export function lineOf(language: string): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...(vocabulary[language] as readonly string[])) },
    { weight: 1, arbitrary: fc.constantFrom(...marks) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
  );
  const gap = fc.constantFrom(' ', ' ', ' ', '  ', '\t', '', ' = ');
  const made = fc
    .tuple(fc.constantFrom('', '', '    '), fc.array(fc.tuple(word, gap), { maxLength: 8 }))
    .map(([indent, words]) => indent + words.flat().join(''));
  return fc
    .oneof({ weight: 5, arbitrary: made }, { weight: 1, arbitrary: noise })
    .map((line) => line.replaceAll('\n', ' '));
}

/** A whole file. */
export function fileOf(language: string): fc.Arbitrary<string> {
  const end = fc.constantFrom('\n', '\n', '\n', '\r\n');
  return fc
    .tuple(fc.array(fc.tuple(lineOf(language), end), { maxLength: 12 }), lineOf(language))
    .map(([lines, last]) => lines.flat().join('') + last);
}
