/** The mistakes that people make in haproxy.cfg, as changes of lines that are right. */

import type { MutationKind } from './mutants.ts';
import { again, append, back, custom, lineOf, proxy, swap, texts, typo } from './mutation-shapes.ts';

export const changedLines: readonly MutationKind[] = [
  swap('typo-keyword', /^\s+([a-z][a-z0-9.-]{3,})/, typo),
  swap(
    'typo-second-word',
    /^\s+(?:option|timeout|stats|http-check|tcp-check|capture|tcp-request|http-request|http-response|http-after-response) ([a-z-]{4,})/,
    typo,
  ),
  swap('typo-section', /^([a-z][a-z_-]{3,})/, typo),
  swap('case-keyword', /^\s+([a-z][a-z.-]+)/, (word) => word[0]?.toUpperCase() + word.slice(1)),
  swap('dash-underscore', /^\s+([a-z]+-[a-z-]+)/, (word) => word.replace('-', '_')),
  swap('missing-arguments', /^\s+[a-z][a-z0-9.-]+(\s.*)$/, ['']),
  swap('missing-last-word', /^\s+[a-z][a-z0-9.-]+ \S.*( \S+)$/, ['']),
  append(
    'extra-word',
    /^\s+(mode|timeout|option|balance|retries|default_backend|maxconn|id|nbthread|tune\.\S+|nameserver|mailer|peer|hold|server|bind|stats|source|index|max-age) /,
    ['foo', 'true', '5'],
  ),
  swap('bad-enum', /^\s+mode (\w+)/, texts(`htpp ¦ TCP ¦ udp ¦ health`)),
  swap('bad-enum', /^\s+balance (\w+)/, texts(`roundrobbin ¦ weighted ¦ least-conn ¦ RoundRobin`)),
  swap('bad-enum', /level (admin|operator|user|developer)/, ['root', 'Admin', 'none']),
  swap('bad-enum', /verify (none|required)/, ['off', 'optional', 'None']),
  swap('bad-enum', /stick-table type (\w+)/, texts(`int ¦ ipv4 ¦ IP ¦ text`)),
  swap('bad-enum', / (local[0-7])/, ['local8', 'LOCAL0', 'syslog']),
  swap('bad-enum', /hash-type (\S+)/, ['consistant', 'map', 'sticky']),
  swap('bad-enum', /format (raw|rfc\d+|iso)/, ['rfc1234', 'RFC5424', 'json']),
  swap('bad-enum', /-m (\w+)/, texts(`foo ¦ prefix ¦ regex ¦ BEG`)),
  swap('bad-enum', /hold (\w+)/, ['good', 'validd']),
  swap(
    'bad-number',
    /^\s+(?:maxconn|retries|backlog|fullconn|nbthread|id|maxpipes|maxcomprate|spread-checks|maxsslconn|max-keep-alive-queue|max-session-srv-conns|hash-balance-factor) (\d+)/,
    texts(`abc ¦ -1 ¦ 10k ¦ 1e3 ¦ 99999999999 ¦  ¦ 0 ¦ 1.5 ¦ 0x10`),
  ),
  swap(
    'bad-number',
    /(?:weight|maxconn|minconn|maxqueue|fall|rise|backlog|nice|id|error-limit|pool-max-conn|max-reuse|mss) (\d+)/,
    texts(`abc ¦ -1 ¦ 300k ¦ 99999999999 ¦ 1,5 ¦ 0`),
  ),
  swap('bad-number', /^\s+tune\.\S+ (\d+)$/, texts(`abc ¦ -1 ¦ 1e9 ¦ 99999999999 ¦ 0 ¦ 5x`)),
  swap('bad-number', /(?:status|deny_status|code) (\d+)/, texts(`99 ¦ 700 ¦ abc ¦ 20 ¦ 2000`)),
  swap('bad-number', /(?:total-max|max-object)-size (\d+)/, texts(`abc ¦ -1 ¦ 99999999999 ¦ 0`)),
  swap(
    'bad-time',
    /^\s+timeout \S+ (\S+)/,
    texts(`5 s ¦ 5sec ¦ 5S ¦ 1.5s ¦ -5s ¦ abc ¦ 25d ¦ 5x ¦ 99999999999 ¦  ¦ 5s5`),
  ),
  swap(
    'bad-time',
    /(?:inter|fastinter|expire|slowstart|agent-inter|interval|valid|nx) (\d+\w*)/,
    texts(`5S ¦ -1s ¦ abc ¦ 30d ¦ 5sec ¦ 1.5s ¦ 0`),
  ),
  swap(
    'bad-size',
    / (?:size|maxlen|tune\.bufsize|tune\.maxrewrite|limit|default-limit) (\d+\w*)/,
    texts(`1kb ¦ abc ¦ -1 ¦ 5g5 ¦ 5000000000 ¦ 16 k ¦ 1M ¦ 10b`),
  ),
  swap(
    'bad-port',
    /^\s+(?:bind|server|peer|nameserver|mailer)(?: [^ ]*)?? [^ ]*\d:(\d+)\b/,
    texts(`70000 ¦ http ¦ -1 ¦ 80-70 ¦ 0 ¦  ¦ 8080, ¦ 99999`),
  ),
  swap(
    'bad-address',
    /^\s+(?:server \S+|peer \S+|nameserver \S+|mailer \S+|bind|source) (\d+\.\d+\.\d+\.\d+)\b/,
    texts(`
    256.1.1.1 ¦ 10.0.0 ¦ 1O.0.0.1 ¦ [::1 ¦ ::g ¦ http://10.0.0.1 ¦ 10.0.0.1/24 ¦ unix@ ¦ fd@x ¦ ipv6@10.0.0.1 ¦
    udp@10.0.0.1 ¦ nosuch@1.2.3.4 ¦ `),
  ),
  swap('missing-port', /^\s+bind \S*?(:\d+(?:-\d+)?)/, ['']),
  swap('undefined-acl', / (?:if|unless|or|and|\|\|) !?([a-z_0-9]{3,})(?: |$)/, ['nosuch', '!nosuch', 'NOSUCH']),
  swap('condition-syntax', / (if|unless) /, texts(`¦ iff ¦ when ¦ IF`)),
  append(
    'condition-syntax',
    / (if|unless) /,
    texts(`( ¦ and ¦ && ¦ or ¦ || ¦ ! ¦ or or ¦ { ¦ } ¦ { path ¦ } { ¦ !! ¦ { } ¦ nosuch`),
  ),
  swap('anonymous-acl', / (\{ )\S/, texts(`{ ¦  ¦ {{  ¦ (  ¦ { not`)),
  swap('anonymous-acl', / (\})/, texts(`¦ ) ¦ }} ¦ } x ¦ } and ¦ } && }`)),
  swap('undefined-backend', /^\s+default_backend (\S+)/, ['nosuch', 'NOSUCH', '']),
  swap('undefined-backend', /^\s+use_backend ([a-z_0-9-]+) /, ['nosuch', '"nosuch"', 'NOSUCH']),
  again('duplicate-server', /^\s+server \S+ \S+/),
  again('duplicate-id', /^\s+server \S+ \S+.* id \d+/, (text) => text.replace(/server (\S+)/, 'server $1x')),
  custom('duplicate-id', ({ sections }) =>
    sections
      .filter(({ kind }) => back.test(kind))
      .map((section) => lineOf(section, 'server zy 127.0.0.1:1 id 91\n    server zz 127.0.0.1:2 id 91')),
  ),
  custom('duplicate-section', ({ lines, sections }) =>
    sections
      .filter(({ kind }) => !/^(global|traces)$/.test(kind))
      .map(({ start }) => ({ line: lines.length - 1, text: lines[start] ?? '', inserted: true })),
  ),
  custom('duplicate-proxy-name', ({ lines, sections }) =>
    sections
      .filter(({ kind }) => proxy.test(kind))
      .flatMap(({ name }) =>
        ['frontend', 'backend', 'listen'].map((kind) => ({
          line: lines.length - 1,
          text: `${kind} ${name}`,
          inserted: true,
        })),
      ),
  ),
  swap(
    'section-name',
    /^(?:frontend|backend|listen|peers|resolvers|cache|ring|userlist|defaults|mailers|fcgi-app) (\S+)/,
    texts(`¦ a b ¦ a/b ¦ a@b ¦ x from nosuch ¦ x from ¦ x y z ¦ ä ¦ x from x`),
  ),
  custom('removed-line', ({ lines, sections }) =>
    sections.map(({ start }) => ({ line: start, text: undefined })).filter(({ line }) => line < lines.length),
  ),
  swap('unbalanced-quote', /^\s+\S+ .*?([\w/]+)$/, (word) => `"${word}`),
  swap('unbalanced-quote', /^\s+\S+ .*?([\w/]+)$/, (word) => `${word}'`),
  swap(
    'escapes',
    /^\s+(?:server|bind|acl|timeout \S+|mode|default_backend|http-request \S+) (\S+)/,
    texts(`
    "\${NOSUCH" ¦ "\${.NOPE}" ¦ \\x4 ¦ "$/" ¦ "" ¦ "\${A[x]}" ¦ \\xzz ¦ "\${}" ¦ "$"`),
  ),
  custom('no-final-newline', ({ lines }) => (lines.at(-1) === '' ? [{ line: lines.length - 1, text: undefined }] : [])),
  append(
    'unknown-option',
    /^\s+bind /,
    texts(`
    v6-only ¦ weight 5 ¦ http2 ¦ crt ¦ check ¦ SSL ¦ proxy-protocol ¦ mode ¦ maxconn ¦ alpn ¦ level ¦ ssl-min-ver TLSv9 ¦
    nosuch 1 ¦ process 1 ¦ thread 0 ¦ interface`),
  ),
  append(
    'unknown-option',
    /^\s+server /,
    texts(`
    timeout 5s ¦ ssl-verify none ¦ chekc ¦ bind ¦ weight ¦ inter ¦ ssl-min-ver TLSv9 ¦ on-error explode ¦ observe layer5 ¦
    port ¦ proto ¦ verify ¦ init-addr foo ¦ cookie ¦ nosuch 1 ¦ redir ¦ Check ¦ weigth 5 ¦ resolve-prefer ipv5 ¦ alpn ¦
    sni ¦ source`),
  ),
  // What is right stays right: these must not be flagged.
  again('harmless', /^\s+(option|timeout|mode|retries|log|balance) /),
  append('harmless', /^\s+[a-z]/, ['# why', '   ', '\r']),
];
