import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { sectionKinds } from '../../server/src/languages/haproxy/facts/sections.ts';
import type { GrammarLanguage } from './tokenizer.ts';

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly indentationRules?: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules: readonly {
    readonly beforeText: string;
    readonly afterText: string;
    readonly action: { readonly appendText: string };
  }[];
}

function configuration(language: GrammarLanguage): LanguageConfiguration {
  const path = new URL(`../../syntaxes/${language}.language-configuration.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as LanguageConfiguration;
}

/** The word a double click at `$0` takes. */
function wordAt(language: GrammarLanguage, marked: string): string | undefined {
  const at = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  for (const { 0: word, index } of text.matchAll(new RegExp(configuration(language).wordPattern, 'g'))) {
    if (index <= at && at <= index + word.length) return word;
  }
  return undefined;
}

describe('a double click takes', () => {
  const words: readonly (readonly [GrammarLanguage, string, string | undefined])[] = [
    ['sysctl', 'net.ipv4.tcp$0_mem = 1 2 3', 'net.ipv4.tcp_mem'],
    ['sysctl', '-net/ipv4/conf/eth0$0.100/rp_filter = 1', 'net/ipv4/conf/eth0.100/rp_filter'],
    ['sysctl', 'net.ipv4.conf.*$0.rp_filter = 1', 'net.ipv4.conf.*.rp_filter'],
    ['sysctl', 'net.ipv4.tcp_mem = 1 2$02 3', '22'],
    ['sysctl', 'net.ipv4.ip_local_reserved_ports = 80,90$000', '9000'],
    ['sysctl', 'net.$0', 'net.'],
    ['haproxy', 'http-re$0quest deny', 'http-request'],
    ['haproxy', 'acl a req.h$0dr(host),lower -i b', 'req.hdr'],
    ['haproxy', 'acl a req.hdr(host),lo$0wer -i b', 'lower'],
    ['haproxy', 'tune.ssl.def$0ault-dh-param 2048', 'tune.ssl.default-dh-param'],
    ['haproxy', 'server web1 192.0.$02.1:80', '192.0.2.1'],
    ['haproxy', 'use_backend bk if !is$0_api', 'is_api'],
    ['haproxy', 'log-format "%c$0i:%cp"', 'ci'],
    ['limits', '@on$0call - nofile 1', '@oncall'],
    ['limits', 'www-data$0 - nofile 1', 'www-data'],
    ['limits', '1000:1$0999 hard nproc 1', '1000:1999'],
    ['limits', '$0* hard core 0', '*'],
    ['limits', 'root - no$0file 1', 'nofile'],
  ];
  for (const [language, text, word] of words)
    test(`${word} in ${text}`, () => assert.equal(wordAt(language, text), word));
});

describe('indentation in haproxy.cfg', () => {
  const { increaseIndentPattern, decreaseIndentPattern } = configuration('haproxy').indentationRules!;
  const effect = (line: string) =>
    `${new RegExp(decreaseIndentPattern).test(line) ? '-' : ''}${new RegExp(increaseIndentPattern).test(line) ? '+' : ''}`;

  for (const kind of sectionKinds) {
    const header = ['global', 'traces', 'namespace_list'].includes(kind) ? kind : `${kind} name`;
    test(`a ${kind} section stands at the margin and its lines are indented`, () =>
      assert.equal(effect(`    ${header}`), '-+'));
  }
  const lines: Readonly<Record<string, string>> = {
    defaults: '-+',
    'frontend www # the shop': '-+',
    'backend {{ name }}': '-+',
    '.if feature(OPENSSL)': '+',
    '.elif 1': '-+',
    '.else': '-+',
    '.endif': '-',
    '    cache-use small': '',
    '    default_backend app': '',
    '    filter cache small': '',
    '    # frontend www': '',
    '    global-limit 1': '',
    '    .notice "x"': '',
  };
  for (const [line, wanted] of Object.entries(lines))
    test(`'${line}' is ${wanted || 'neither'}`, () => assert.equal(effect(line), wanted));
});

describe('Enter in the middle of a comment', () => {
  const split = (language: GrammarLanguage, before: string, after: string) =>
    configuration(language).onEnterRules.find(
      (rule) => new RegExp(rule.beforeText).test(before) && new RegExp(rule.afterText).test(after),
    )?.action.appendText;

  test('goes on with the comment', () => {
    assert.equal(split('haproxy', '    # one', ' two'), '# ');
    assert.equal(split('limits', '# one', ' two'), '# ');
    assert.equal(split('sysctl', '; one', ' two'), '; ');
  });
  test('and does nothing at its end or elsewhere', () => {
    assert.equal(split('haproxy', '    # one', ''), undefined);
    assert.equal(split('haproxy', '    maxconn 1', ' # one'), undefined);
    assert.equal(split('sysctl', 'vm.swappiness = 1', '0'), undefined);
  });
});
