import { describe, it } from 'node:test';
import { checkFolding, checkOutline, checkTokens } from '../harness/check-structure.ts';

const configuration = `\
  # about this file
  # in two lines

  global
      daemon

  # the front
  frontend web
      acl local src 127.0.0.1
      use_backend app if local
      # one
      # two
      # three

  backend "app"   # in quotes
      server s1 10.0.0.1:80
  listen
`;

describe('the outline', () => {
  it('holds the sections, and in them what they define', () => {
    checkOutline(
      configuration,
      [
        'global () block 4-5 @0-6',
        'web (frontend) block 8-10 @0-12',
        '  local (acl) definition 9-9 @8-13',
        'app (backend) block 15-16 @0-27',
        '  s1 (server) definition 16-16 @11-13',
        'listen () block 17-17 @0-6',
      ],
      { language: 'haproxy' },
    );
  });

  it('of a file without sections holds what it sets', () => {
    checkOutline(
      '  # x\n  vm/swappiness = 60\n  kernel.hostname = a b\n',
      ['vm.swappiness (60) setting 2-2 @16-18', 'kernel.hostname (a b) setting 3-3 @18-21'],
      {
        language: 'sysctl',
      },
    );
    checkOutline(
      '  * soft nofile 5\n  @a hard nproc 6\n',
      ['* soft nofile (5) setting 1-1 @14-15', '@a hard nproc (6) setting 2-2 @14-15'],
      {
        language: 'limits',
      },
    );
  });

  it('of an empty file is empty', () => {
    for (const language of ['haproxy', 'sysctl', 'limits']) checkOutline('  ', [], { language });
  });
});

describe('folding', () => {
  it('folds sections up to their last statement, and comments of several lines', () => {
    checkFolding(configuration, ['4-5 region', '8-10 region', '15-16 region', '1-2 comment', '11-13 comment'], {
      language: 'haproxy',
    });
  });

  it('folds nothing in a file of single lines', () => {
    checkFolding('  # a\n  vm.swappiness = 1\n  # b\n', [], { language: 'sysctl' });
    checkFolding('  ', [], { language: 'limits' });
  });

  it('folds comments at the very end', () => {
    checkFolding('  vm.swappiness = 1\n  # a\n  ; b␃', ['2-3 comment'], { language: 'sysctl' });
  });
});

describe('semantic tokens', () => {
  it('colour names, values and what they are made of', () => {
    checkTokens(
      `\
  frontend web
# ^^^^^^^^ class
#          ^^^ variable definition
      acl local src 127.0.0.1 # why
#     ^^^ keyword
#         ^^^^^ variable definition
#               ^^^ function
#                   ^^^^^^^^^ string
      http-request set-header X-Host %[req.hdr(host),lower] if !local
#     ^^^^^^^^^^^^ keyword
#                  ^^^^^^^^^^ keyword
#                             ^^^^^^ string
#                                      ^^^^^^^ function
#                                              ^^^^ string
#                                                    ^^^^^ function
#                                                           ^^ operator
#                                                              ^ operator
#                                                               ^^^^^ variable
      timeout client 30s
#     ^^^^^^^^^^^^^^ keyword
#                    ^^^ number
`,
      { language: 'haproxy' },
    );
  });

  it('leave unknown words alone', () => {
    checkTokens('  zork a b\n  frontend f\n# ^^^^^^^^ class\n#          ^ variable definition\n      zork a b\n', {
      language: 'haproxy',
    });
    checkTokens('  no.such.key = 1\n', { language: 'sysctl' });
  });

  it('mark what is gone', () => {
    checkTokens(
      '  defaults\n# ^^^^^^^^ class\n      clitimeout 5s\n#     ^^^^^^^^^^ keyword deprecated\n#                ^^ number\n',
      {
        language: 'haproxy',
      },
    );
  });

  it('of the other languages', () => {
    checkTokens('  -vm.swappiness = 60\n#  ^^^^^^^^^^^^^ keyword\n#                  ^^ number\n', {
      language: 'sysctl',
    });
    checkTokens(
      '  @a soft nofile 5 # x\n# ^^ variable\n#    ^^^^ keyword\n#         ^^^^^^ keyword\n#                ^ number\n',
      { language: 'limits' },
    );
  });
});
