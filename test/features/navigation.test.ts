import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rename } from '../../server/src/features/navigation.ts';
import { checkPlaces } from '../harness/check-navigation.ts';
import { openFixture } from '../harness/open.ts';

const haproxy = { language: 'haproxy' };

describe('the places of a name', () => {
  it('are those of its section, where names count only there', () =>
    checkPlaces(
      `\
  frontend a
      acl api path_beg /api
#         ^^^ definition
      acl api path_beg /v1
#         ^^^ definition
      http-request deny if !api or $0api { src 10.0.0.1 }
#                           ^^^ reference
#                                  ^^^ reference
  frontend b
      acl api path_beg /other
      http-request deny if api
`,
      haproxy,
    ));

  it('are those of every section, where names count everywhere', () =>
    checkPlaces(
      `\
  frontend a
      use_backend ap$0p if TRUE
#                 ^^^ reference
      default_backend app
#                     ^^^ reference
  backend app
#         ^^^ definition
  backend other
`,
      haproxy,
    ));

  it('are those of all files that are loaded together', () => {
    const fixture = `\
# --- etc/haproxy/a.cfg
  frontend a
      default_backend app
#                     ^^^ reference
# --- etc/haproxy/b.cfg
  backend a$0pp
#         ^^^ definition
`;
    checkPlaces(fixture, { together: true });
    checkPlaces(fixture.replace('#                     ^^^ reference\n', ''), { together: false });
  });

  it('are none for what is no name', () => checkPlaces('  frontend a\n      mode ht$0tp\n', haproxy));
});

describe('renaming', () => {
  const renamed = (fixture: string, to: string) => {
    const { view, cursor } = openFixture(fixture, haproxy);
    return rename(view, cursor, to)?.map(({ start, end, text }) => [start.line, start.column, end.column, text]);
  };
  const section = '  backend app\n  frontend a\n      default_backend a$0pp\n';

  it('changes the definition and every reference', () =>
    assert.deepEqual(renamed(section, 'web'), [
      [0, 8, 11, 'web'],
      [2, 20, 23, 'web'],
    ]));

  it('is refused where the new name is no single word', () => {
    for (const to of ['', 'two words', 'a#b', '"quoted"']) assert.equal(renamed(section, to), undefined, to);
  });

  it('is refused for a name that nobody defines', () =>
    assert.equal(renamed('  frontend a\n      default_backend no$0body\n', 'web'), undefined));
});
