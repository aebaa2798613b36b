/**
 * One line of hundreds of thousands of characters: a rule that takes the square of its length would run for minutes, into the
 * limit of the test run. And a message is for a person, whatever the line holds.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Language } from '../../server/src/engine/language.ts';
import type { Host } from '../../server/src/host/facts.ts';
import { limits } from '../../server/src/languages/limits/language.ts';
import { sysctl } from '../../server/src/languages/sysctl/language.ts';
import { findingsIn, worldOf } from '../harness/world.ts';

const length = 500_000;
/** Room for a sentence with a few quoted words in it. */
const longestMessage = 600;

const host: Host = {
  memory: { value: 4 * 1024 ** 3, from: 'test' },
  kernel: { value: '5.10', from: 'test' },
  pam: { value: '1.5.2', from: 'test' },
};

function repeated(part: string): string {
  return part.repeat(Math.ceil(length / part.length));
}

const blanks = repeated(' ');
const nines = repeated('9');
const ports = 'net.ipv4.ip_local_reserved_ports';

const lines: readonly { readonly language: Language; readonly lines: Readonly<Record<string, string>> }[] = [
  {
    language: sysctl,
    lines: {
      'a command that prints blanks': `echo${blanks}x`,
      'a command that prints options': `echo ${repeated(' -n')} > y`,
      'an empty assignment of the command sysctl': `sysctl -w x=${blanks}"y"z`,
      'a command with a CR inside': `sysctl ${blanks}x\ry`,
      'a key with blanks around it': `${blanks}vm.swappiness${blanks}=${blanks}10${blanks}`,
      'a key with blanks inside': `vm.${blanks}swappiness = 1`,
      'a key before a distant colon': `vm.swappiness${blanks}: x`,
      'a value behind a distant CR': `vm.swappiness :${blanks}\rx`,
      'a key of many dots': `${repeated('a.')}b = 1`,
      'an interface of many dots': `net.ipv4.conf.${repeated('a.')}rp_filter = 1`,
      'an interface of many letters': `net.ipv4.conf.${repeated('a')}.rp_filter = 1`,
      'dots in front of a key': `${repeated('.')}x = 1`,
      'a glob of many stars': `${repeated('*.')}x = 1`,
      'an octal number': `vm.swappiness = 0${repeated('7')}`,
      'a decimal number': `vm.swappiness = ${nines}`,
      'a hexadecimal number': `vm.swappiness = 0x${repeated('f')}`,
      'a word for a number': `vm.swappiness = ${repeated('a')}`,
      'numbers between commas': `net.ipv4.tcp_mem = ${repeated('1,')}`,
      'numbers that fall': `net.ipv4.tcp_rmem = ${nines} 5 4`,
      'a range that falls': `net.ipv4.ip_local_port_range = ${nines} 1`,
      'more fields than the key has': `net.ipv4.tcp_mem = ${repeated('1 ')}`,
      'a comment behind a value': `vm.swappiness = 1 ${repeated('# ')}`,
      'a comment on a value': `vm.swappiness = 1${repeated('#')}`,
      'ports with blanks between them': `${ports} = 1${blanks}x`,
      'ports with quotes between them': `${ports} = 1${repeated('"')}x`,
      'ports with commas between them': `${ports} = ${repeated(', ')}x`,
      'a range of many ends': `${ports} = ${repeated('1-')}`,
      'equals signs alone': repeated('='),
      'equals signs for a value': `vm.swappiness = ${repeated('=')}`,
      'a comment of slashes': `//${repeated('/ ')}`,
      'byte order marks': repeated('\ufeff '),
      'templates that open': `vm.swappiness = ${repeated('{{ ')}`,
    },
  },
  {
    language: limits,
    lines: {
      'templates that open': repeated('{{ '),
      'templates that open and close': repeated('{{ }} '),
      'a template of many words': `{{ ${repeated('a ')}`,
      'fields behind a value': `* - nofile 1 ${repeated('a ')}`,
      'fields behind a keyword': `* - nofile unlimited ${repeated('a ')}`,
      'a number in groups': `* - nofile 100 ${repeated('000 ')}`,
      'a number': `* - nofile ${nines}`,
      'a number with a unit': `* - nofile ${nines}k`,
      'a time': `* - cpu ${nines}h`,
      'a hexadecimal number': `* - nofile 0x${repeated('f')}`,
      'no-break spaces in a value': `* - nofile 1${repeated('\u00a0')}x`,
      'quotes in a value': `* - nofile x${repeated("'")}x`,
      'a word for a switch': `* - nonewprivs ${repeated('x')}`,
      'a domain': `@${repeated('a')} soft nofile 9`,
      'a list of domains': `${repeated('a,')} - nofile 1 # ${repeated('x')}`,
      'a range': `${nines}:${nines} - nofile 1`,
      'a domain of no-break spaces': `${repeated('\u00a0')} - nofile 1`,
      'a group of logins': `%${repeated('a')} - nofile 1`,
      'an item': `* - ${repeated('a')} 1`,
      'an option for an item': `* - -${repeated('s')} 1`,
      'a type': `* soft${repeated('-')}hard nofile 1`,
      'what looks like a key of sysctl': `a${repeated('.')} x`,
      'the line of a unit': `LimitNOFILE=${nines}`,
      'a line without limits': `${repeated('x')} -`,
      'a dash with a word': `x -${repeated('nofile')}`,
      'a comment that hides fields': `* - # nofile ${nines}`,
      'equals signs': repeated('='),
      'a comment': `# ${repeated('x ')} * - nofile 1`,
    },
  },
];

for (const each of lines) {
  describe(`a long line of ${each.language.id}`, () => {
    for (const [name, line] of Object.entries(each.lines)) {
      it(name, () => {
        const files = [{ path: '/file', source: `${line}\n` }];
        for (const { message, fixes, start, end } of findingsIn(
          worldOf(files, { language: each.language, host }),
          '/file',
        )) {
          assert.ok(start >= 0 && start <= end && end <= line.length);
          for (const said of [message, ...fixes.map((fix) => fix.title)])
            assert.ok(said.length <= longestMessage, `${said.length} characters: ${said.slice(0, longestMessage)}`);
        }
      });
    }
  });
}

it('a short line of dots is told from a setting in no time', () => {
  const source = `a${'./'.repeat(40)} x\n`;
  assert.equal(findingsIn(worldOf([{ path: '/file', source }], { language: limits }), '/file').length, 1);
});
