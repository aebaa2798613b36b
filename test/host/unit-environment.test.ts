// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what systemd fills in is the subject of these tests.
/**
 * Variables of a unit and its command line. What is expected of words, of files of variables and of what is filled in is what
 * the functions of systemd 252 gave for the same texts, and `systemd --test` for the same units.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentFile } from '../../server/src/host/environment-file.ts';
import { serviceUnit } from '../../server/src/host/service-unit.ts';
import { systemdWords, withSpecifiers } from '../../server/src/host/systemd-words.ts';
import { environmentFiles, unitCommand } from '../../server/src/host/unit-environment.ts';

const assigned = (text: string) => environmentFile(text).map(({ name, value }) => `${name}=${value}`);

describe('a file of variables', () => {
  const cases: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['A=1\n', 'A=1'],
    ['\tA  =  1 2 \t\n', 'A=1 2'],
    ['# a\n; b\n\nA=1 # no comment\n', 'A=1 # no comment'],
    ['A= "x"\'y\'z\n', 'A=xyz'],
    ['A="a b" c\n', 'A=a bc'],
    ['A=x"y z"w\n', 'A=x"y z"w'],
    ['A="a\nb"\nB=1\n', 'A=a\nb', 'B=1'],
    ["A='a\\'b\nC=2\n", 'A=a\\b', 'C=2'],
    ['A="\\$x \\a \\\\ \\""\n', 'A=$x \\a \\ "'],
    ['A=\\"x\\"\n', 'A="x"'],
    ['A=a\\\nb\n', 'A=ab'],
    ['A="a\\\nb"\n', 'A=ab'],
    ["A='a\\\nb'\n", 'A=a\\\nb'],
    ['A="x" \\\ny\n', 'A=xy'],
    ['A= \\ x\n', 'A= x'],
    ['A=x\\', 'A=x'],
    ['A="unclosed\nB=1\n', 'A=unclosed\nB=1\n'],
    ['A=1\r\nB=2\r\n', 'A=1', 'B=2'],
    ['A=$HOME ${B} $(x)\n', 'A=$HOME ${B} $(x)'],
    ['A=\n', 'A='],
    ['export A=1\nA B=2\n9A=3\n=4\nA\nB=5\n', 'B=5'],
    ['\uFEFFA=1\nB=2\n', 'B=2'],
    ['# goes on \\\nA=1\nB=2\n', 'B=2'],
    ['A=1\nA=2\n', 'A=1', 'A=2'],
  ];
  for (const [text, ...expected] of cases)
    it(`${JSON.stringify(text)} sets ${JSON.stringify(expected)}`, () => assert.deepEqual(assigned(text), expected));

  it('knows the line of each, also behind values of several lines', () => {
    const lines = environmentFile('# x\nA="1\n2\\\n3"\n\nB=\\\n4\nC=5').map(({ name, line }) => `${name} ${line}`);
    assert.deepEqual(lines, ['A 1', 'B 5', 'C 7']);
  });
});

describe('words of a line', () => {
  it('may have quotes anywhere', () => {
    const whole = { words: ['A=b c', 'D=e fg', 'hij', ''], whole: true };
    assert.deepEqual(systemdWords('"A=b c" D="e f"g h\'i\'j  ""', 'strict'), whole);
    for (const open of ['z "a', 'z a"b', "z 'y z"])
      for (const leniency of ['strict', 'keeps backslashes'] as const)
        assert.deepEqual(systemdWords(open, leniency), { words: ['z'], whole: false }, open);
    const closed = { words: ['a b', 'c d'], whole: true };
    assert.deepEqual(systemdWords('a\\ b "c d', 'takes all'), closed, 'the end of the value of a variable closes all');
  });

  it('have escapes as in C, within quotes too', () => {
    const { words } = systemdWords('a\\x20b \'\\t\' "\\"" \\101\\u00e9\\s', 'strict');
    assert.deepEqual(words, ['a b', '\t', '"', 'A\u00e9 ']);
    assert.deepEqual(systemdWords('a \\q b', 'strict'), { words: ['a'], whole: false });
    assert.deepEqual(systemdWords('a \\q \\', 'keeps backslashes'), { words: ['a', '\\q', '\\'], whole: true });
  });

  it('have specifiers, of which some are the same on every host', () => {
    assert.equal(withSpecifiers('100%% of %n in %E/%p, %-'), '100% of haproxy.service in /etc/haproxy, %-');
    assert.equal(withSpecifiers('/etc/haproxy/%H.cfg'), undefined);
  });
});

const unitPath = '/srv/a/usr/lib/systemd/system/haproxy.service';

function commandOf(lines: readonly string[], files: Readonly<Record<string, string>> = {}, name = unitPath) {
  const inputs = [
    { path: name, text: ['[Service]', ...lines, ''].join('\n') },
    ...Object.entries(files).map(([path, text]) => ({ path: `/srv/a${path}`, text })),
  ];
  return unitCommand(serviceUnit({ inputs, host: {} }) ?? assert.fail('there is no unit'), inputs);
}

const wordsOf = (...given: Parameters<typeof commandOf>) => commandOf(...given)?.words.map(({ text }) => text);

describe('the command of a unit', () => {
  it('has variables: as words of their own, and within words', () => {
    const environment = 'Environment="A=one two" "Q=\\"q 1\\" \'q2\' a" B=x E=';
    const words = (start: string) => wordsOf([environment, `ExecStart=/bin/x ${start}`])?.slice(1);
    assert.deepEqual(words('$A ${A} pre$B pre${B}y'), ['one', 'two', 'one two', 'pre$B', 'prexy']);
    assert.deepEqual(words('$Q'), ['q 1', 'q2', 'a'], 'the words of a value may be quoted');
    assert.deepEqual(words('$E $NO x ${E} ${NO} y'), ['x', '', '', 'y']);
    assert.deepEqual(words('$$A a$$b ${B:-no} ${A $ x$ $A-x'), ['$A', 'a$b', '${B:-no}', '${A', 'x$']);
    assert.deepEqual(wordsOf([environment, 'ExecStart=:/bin/x $A']), ['/bin/x', '$A']);
  });

  it('is told apart from what stands before and behind it', () => {
    assert.deepEqual(wordsOf(['ExecStartPre=/bin/x -c', 'ExecStart=-@/bin/x shown -a', 'ExecReload=/bin/y']), [
      '/bin/x',
      '-a',
    ]);
    assert.deepEqual(wordsOf(['ExecStart=/bin/a', 'ExecStart=', 'ExecStart=/bin/b']), ['/bin/b']);
    for (const refused of ['ExecStart=/bin/b', 'ExecStart=/bin/b ; /bin/c'])
      assert.equal(commandOf(['ExecStart=/bin/a', refused]), undefined, 'systemd refuses several');
    assert.equal(commandOf(['ExecStart=/bin/a ; /bin/c']), undefined);
    assert.equal(commandOf(['ExecStart=/bin/a "b']), undefined);
  });

  it('takes variables of files before those of Environment, and of a later file before the others', () => {
    const files = { '/etc/default/haproxy': 'A=default\nB=default\n', '/etc/sysconfig/haproxy': '\nB=sysconfig\n' };
    const lines = [
      'EnvironmentFile=-/etc/default/haproxy',
      'EnvironmentFile=-/etc/sysconfig/haproxy',
      'EnvironmentFile=-/etc/missing',
      'Environment=A=unit B=unit "C=unit" 9=x',
      'Environment=C=later "D',
      'ExecStart=/bin/x $A $B $C $D',
    ];
    const command = commandOf(lines, files);
    assert.equal(command?.whole, true);
    assert.deepEqual(
      command?.words.map(({ text, name, from, place }) => `${text}: ${name} ${from} ${place?.path} ${place?.line}`),
      [
        `/bin/x: ExecStart /usr/lib/systemd/system/haproxy.service ${unitPath} 6`,
        'default: A /etc/default/haproxy /srv/a/etc/default/haproxy 0',
        'sysconfig: B /etc/sysconfig/haproxy /srv/a/etc/sysconfig/haproxy 1',
        `later: C /usr/lib/systemd/system/haproxy.service ${unitPath} 5`,
      ],
    );
    assert.deepEqual(wordsOf([...lines, 'EnvironmentFile='], files)?.slice(1), ['unit', 'unit', 'later']);
  });

  it('is not whole where a file or the unit itself is not there, or only the host knows a word', () => {
    const whole = (...given: Parameters<typeof commandOf>) => commandOf(given[0], given[1], given[2])?.whole;
    const start = 'ExecStart=/bin/x $A';
    assert.equal(whole(['EnvironmentFile=-/etc/default/haproxy', start]), true);
    assert.equal(whole(['EnvironmentFile=/etc/default/haproxy', start]), false);
    assert.equal(whole(['Environment=A=1', 'EnvironmentFile=/etc/default/haproxy', start]), false);
    assert.equal(whole(['Environment=A=1', 'EnvironmentFile=/etc/default/haproxy', 'ExecStart=/bin/x ${A}']), false);
    assert.equal(whole(['EnvironmentFile=/etc/default/haproxy', 'ExecStart=/bin/x a']), true);
    assert.equal(whole(['EnvironmentFile=/etc/default/*', start]), false);
    assert.equal(whole(['Environment=A=%H', start]), false);
    const dropIn = '/srv/a/etc/systemd/system/haproxy.service.d/start.conf';
    assert.equal(whole([start], {}, dropIn), false);
    assert.deepEqual(wordsOf(['ExecStart=/bin/x %H ${A}'], {}, dropIn), ['/bin/x', undefined, undefined]);
  });

  it('names its files by absolute paths', () => {
    const inputs = [
      {
        path: unitPath,
        text: '[Service]\nEnvironmentFile="/etc/q"\nEnvironmentFile=rel\nEnvironmentFile=/etc/../x\nEnvironmentFile=-/etc//%p/a b\n',
      },
    ];
    const unit = serviceUnit({ inputs, host: {} });
    assert.deepEqual(unit && environmentFiles(unit), [{ path: '/etc/haproxy/a b', optional: true }]);
  });
});
