import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { excerptOf } from '../../server/src/cli/report/excerpt.ts';
import { folderWith, headroom } from './command-line.ts';

describe('headroom check, for a person', () => {
  it('shows a finding with its line, carets, other places and fixes', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.swappiness = 60\n\tvm.swappiness = 10\n' });
    const { stdout } = await headroom(['check', '--memory', '4GiB'], { cwd });
    assert.equal(
      stdout,
      [
        'sysctl.conf (sysctl settings, for 4 GiB)',
        '',
        "sysctl.conf:1:1: warning: 'vm.swappiness' is set to 10 in line 2; this line has no effect.  [sysctl/set-again]",
        '  1 | vm.swappiness = 60',
        '    | ^^^^^^^^^^^^^^^^^^',
        '    = sysctl.conf:2:2: This line counts.',
        '    = fix: Remove this line',
        '',
        '1 file checked: 1 warning. --fix can repair 1 of them.',
        '',
      ].join('\n'),
    );
  });

  it('says that all is well', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.swappiness = 60\n', 'limits.conf': '' });
    assert.equal((await headroom(['check'], { cwd })).stdout, '2 files checked: nothing to report.\n');
  });

  it('is coloured on a terminal only, and as the environment has it', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.swapiness = 60\n' });
    const coloured = async (tty: boolean, env: Record<string, string> = {}) =>
      (await headroom(['check'], { cwd, tty, env })).stdout.includes('\x1b[');
    assert.equal(await coloured(true), true);
    assert.equal(await coloured(false), false);
    assert.equal(await coloured(true, { NO_COLOR: '1' }), false);
    assert.equal(await coloured(true, { TERM: 'dumb' }), false);
    assert.equal(await coloured(false, { FORCE_COLOR: '1' }), true);
    assert.equal(await coloured(true, { FORCE_COLOR: '0' }), false);
    const json = await headroom(['check', '--format', 'json'], { cwd, tty: true });
    assert.doesNotMatch(json.stdout, /\x1b/);
  });

  it('hands no control character of a file to the terminal', async (t) => {
    const cwd = folderWith(t, { 'sysctl.conf': 'vm.\x1bx = 1\n' });
    const { stdout } = await headroom(['check'], { cwd });
    assert.match(stdout, /vm\.<U\+001B>x/);
    assert.doesNotMatch(stdout, /\x1b/);
  });
});

describe('an excerpt', () => {
  const lines = (line: string, start: number, end: number, width = 60) => {
    const { text, carets } = excerptOf(line, start, end, width);
    return [text, carets];
  };

  it('stands carets below the part, at least one', () => {
    assert.deepEqual(lines('abc def', 4, 7), ['abc def', '    ^^^']);
    assert.deepEqual(lines('abc ', 4, 4), ['abc', '    ^']);
    assert.deepEqual(lines('', 0, 0), ['', '^']);
  });

  it('measures tabs, wide, combined and unseen characters', () => {
    assert.deepEqual(lines('\ta\tb', 3, 4), ['    a   b', '        ^']);
    assert.deepEqual(lines('日本 x', 3, 4), ['日本 x', '     ^']);
    assert.deepEqual(lines('🙂 x', 0, 2), ['🙂 x', '^^']);
    assert.deepEqual(lines('🙂 x', 3, 4), ['🙂 x', '   ^']);
    assert.deepEqual(lines('e\u0301 x', 3, 4), ['e\u0301 x', '  ^']);
    assert.deepEqual(lines('\uFEFFx', 0, 1), ['<U+FEFF>x', '^^^^^^^^']);
  });

  it('clips a long line around the part', () => {
    const long = `${'a'.repeat(200)}XYZ${'b'.repeat(200)}`;
    const [text = '', carets = ''] = lines(long, 200, 203);
    assert.equal(text.length, 60);
    assert.match(text, /^…a+XYZb+…$/);
    assert.equal(carets, `${' '.repeat(text.indexOf('X'))}^^^`);
  });

  it('clips a part that is too long itself', () => {
    const [text = '', carets = ''] = lines('x'.repeat(1000), 0, 1000);
    assert.equal(text, `${'x'.repeat(58)}…`);
    assert.equal(carets, '^'.repeat(58));
  });

  it('shows the end of a long line whole', () => {
    const [text = '', carets = ''] = lines(`${'a'.repeat(500)}END`, 500, 503);
    assert.match(text, /^…a+END$/);
    assert.equal(carets.length, text.length);
  });
});
