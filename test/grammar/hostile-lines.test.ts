/** Lines made to take long: one piece over and over, behind the words that lead into each part of a grammar. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slowest, tokeniseFairly } from './tokenizer.ts';

const length = 5000;

const beginnings = {
  haproxy: [
    '',
    'bind ',
    'acl a ',
    'http-request deny if { ',
    'log-format "',
    'http-request set-var(a) ',
    '.if ',
    'backend ',
    'acl a %[',
  ],
  limits: ['', 'a b c ', '@'],
  sysctl: ['', 'a', 'a = ', '-'],
} as const;

const pieces = [
  ...[
    'a',
    ' ',
    '\t',
    '"',
    "'",
    '(',
    '\\',
    '#',
    '-',
    '/',
    '*',
    '[',
    '!',
    '@',
    '$',
    '%',
    '1 ',
    '{ ',
    '= ',
    'a,',
    'a.',
    'a:',
    '1:',
    '1.',
    '::',
  ],
  ...[
    '{{',
    '-{{',
    '{{a}} ',
    'a{{b}}',
    '{%',
    '{%-',
    '{% a %}',
    '<%',
    '{#',
    '%[',
    '%{',
    '%(',
    '"$',
    'f(',
    ',lower',
    'req.hdr(',
    'net.ipv4.conf.a',
  ],
];

describe('no line takes long', () => {
  for (const language of ['haproxy', 'limits', 'sysctl'] as const) {
    for (const beginning of beginnings[language]) {
      test(`${language}: '${beginning}…'`, async () => {
        const slow: string[] = [];
        for (const piece of pieces) {
          const [line] = await tokeniseFairly(language, [beginning + piece.repeat(length / piece.length)]);
          if (line && line.took > slowest) slow.push(`'${piece}' took ${Math.round(line.took)} ms`);
        }
        assert.deepEqual(slow, []);
      });
    }
  }
});
