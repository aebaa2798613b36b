import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProxyNumbers } from '../../server/src/capacity/proxy-edits.ts';
import { Text } from '../../server/src/engine/text.ts';
import { languageById } from '../../server/src/languages/index.ts';
import { worldOf } from '../harness/world.ts';

const path = '/x/haproxy.cfg';

/** The text after the edits, with what could not be written below it. */
function written(source: string, numbers: ProxyNumbers): string {
  const view = worldOf([{ path, source }]).view(path);
  const { edits = [], problems = [] } = languageById('haproxy')?.capacityEdits?.(view, numbers) ?? {};
  let text = Text.of(source);
  for (const edit of [...edits].sort((a, b) => b.start.line - a.start.line)) {
    assert.equal(edit.path, path);
    text = text.edited(edit);
  }
  return text.toString() + problems.join('\n');
}

describe('numbers written into haproxy.cfg', () => {
  it('stand where the value stood', () => {
    assert.equal(
      written('global\n  maxconn 4000 # peak\n\ttune.bufsize\t16k\ndefaults\n  maxconn 3\n', {
        maxconn: 5,
        bufsize: 32_768,
      }),
      'global\n  maxconn 5 # peak\n\ttune.bufsize\t32768\ndefaults\n  maxconn 3\n',
    );
  });

  it('stand in the line that counts: the first maxconn, the last tune.bufsize', () => {
    assert.equal(
      written('global\n  maxconn 1\n  maxconn 2\n  tune.bufsize 1024\n  tune.bufsize 2048\n', {
        maxconn: 5,
        bufsize: 4096,
      }),
      'global\n  maxconn 5\n  maxconn 2\n  tune.bufsize 1024\n  tune.bufsize 4096\n',
    );
  });

  it('get a line below the header of global where there is none, indented like the next', () => {
    assert.equal(
      written('global\n  daemon\n', { maxconn: 5, bufsize: 4096 }),
      'global\n  maxconn 5\n  tune.bufsize 4096\n  daemon\n',
    );
    assert.equal(written('global\r\n\tdaemon\r\n', { maxconn: 5 }), 'global\r\n\tmaxconn 5\r\n\tdaemon\r\n');
    assert.equal(written('global', { maxconn: 5 }), 'global\n    maxconn 5');
  });

  it('get a section where there is none, before the first one', () => {
    assert.equal(written('# edge\n\nfrontend f\n', { maxconn: 5 }), '# edge\n\nglobal\n    maxconn 5\n\nfrontend f\n');
  });

  it('are refused where a condition or the environment decides', () => {
    const conditional = 'global\n.if feature(OPENSSL)\n  maxconn 1\n.endif\n';
    assert.match(
      written(conditional, { maxconn: 5 }),
      /^global\n\.if.*\n {2}maxconn 1\n\.endif\n.*'\.if', which decides/,
    );
    const filledIn = 'global\n  maxconn "$MAXCONN"\n';
    assert.match(written(filledIn, { maxconn: 5 }), /MAXCONN"\nmaxconn on line 2 of haproxy\.cfg is .*filled in later/);
  });
});
