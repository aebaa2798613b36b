import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completion, completionProse } from '../../server/src/features/completion.ts';
import { checkCompletion } from '../harness/check-completion.ts';
import { openFixture } from '../harness/open.ts';

const haproxy = (fixture: string) => checkCompletion(fixture, { language: 'haproxy' });
const sysctl = (fixture: string) => checkCompletion(fixture, { language: 'sysctl' });
const limits = (fixture: string) => checkCompletion(fixture, { language: 'limits' });

describe('at the start of a line', () => {
  it('stands every name that a line may start with', () => {
    const keys = sysctl('  $0\n# ^ + net.ipv4.tcp_mem, vm.swappiness, …\n');
    assert.ok(keys.length > 1000);
    const directives = haproxy(
      '  frontend a\n      $0\n#     ^ + bind, use_backend, global, backend, …, !server, !nbthread\n',
    );
    assert.ok(directives.length > 100);
    limits('  $0\n# ^ + *, root, @, %\n');
  });

  it('the word that is there is replaced, sections among it while it is typed', () => {
    sysctl('  vm.sw$0\n# ^^^^^ vm.swappiness, …\n');
    sysctl('  vm.$0swappiness = 60\n# ^^^^^^^^^^^^^ vm.swappiness, …\n');
    sysctl('  zork$0 = 1\n# ^^^^ vm.swappiness, …\n');
    haproxy('  global\n  fron$0\n# ^^^^ daemon, frontend, …, !bind\n');
    limits('  @gr$0\n# ^^^ *, root, @, %\n');
  });

  it('before the first section stand only sections', () => {
    haproxy('  glo$0\n# ^^^ global, frontend, …, !daemon\n');
  });

  it('keys of an interface have its name, and those of all and default before there is one', () => {
    const rp = (place: string) => `net.ipv4.conf.${place}.rp_filter`;
    sysctl(`  net.ipv4.conf.eth0.$0\n# ^^^^^^^^^^^^^^^^^^^ ${rp('eth0')}, …, !${rp('all')}, !${rp('<name>')}\n`);
    sysctl(`  net.ipv4.conf.$0\n# ^^^^^^^^^^^^^^ ${rp('all')}, ${rp('default')}, …, !${rp('<name>')}\n`);
    sysctl(
      '  net/ipv4/conf/eth0.100/a$0\n# ^^^^^^^^^^^^^^^^^^^^^^^^ net/ipv4/conf/eth0.100/rp_filter, net/ipv4/tcp_mem, …\n',
    );
    const threshold = (place: string) => `net.ipv4.neigh.${place}.gc_thresh1`;
    sysctl(`  net.ipv4.neigh.eth0.$0\n# ^^^^^^^^^^^^^^^^^^^^ ${threshold('default')}, …, !${threshold('eth0')}\n`);
  });

  it('the dash that lets a key fail stays', () => {
    sysctl('  -vm.sw$0\n#  ^^^^^ vm.swappiness, …\n');
  });

  it('an indented line keeps its indentation', () => {
    haproxy('  global\n    da$0\n#   ^^ daemon, …\n');
    haproxy('  global\n   $0  daemon\n#  ^ + daemon, …\n');
  });
});

describe('a name of several words', () => {
  it('is completed from its first word on', () => {
    haproxy('  defaults\n    timeout $0\n#   ^^^^^^^^ timeout client, timeout connect, …, !mode\n');
    haproxy('  defaults\n    timeout cl$0\n#   ^^^^^^^^^^ timeout client, …, !mode\n');
    haproxy('  defaults\n    option httpl$0 # why\n#   ^^^^^^^^^^^^ option httplog, …, !timeout client\n');
    haproxy('  frontend a\n    capture request $0\n#   ^^^^^^^^^^^^^^^^ capture request header\n');
  });

  it('stays behind what inverts it', () => {
    haproxy('  defaults\n    no option http$0\n#      ^^^^^^^^^^^ option httplog, …, !mode\n');
  });

  it('is offered as a whole', () => {
    haproxy('  defaults\n    tim$0\n#   ^^^ mode, timeout client, …\n');
  });
});

describe('behind a name', () => {
  it('stands what its first empty place takes', () => {
    haproxy('  defaults\n    mode $0\n#        ^ + tcp, http, …\n');
    haproxy('  defaults\n    mode    $0\n#           ^ + tcp, http, …\n');
    limits('  * $0\n#   ^ + soft, hard, -\n');
    limits('  * soft $0\n#        ^ + nofile, nproc, …\n');
    limits('  * soft nofile $0\n#               ^ + unlimited\n');
  });

  it('stands, in the word, what may be in its place', () => {
    haproxy('  defaults\n    mode ht$0tp\n#        ^^^^ tcp, http, …\n');
    limits('  * so$0ft nofile 5\n#   ^^^^ soft, hard, -\n');
  });

  it('stand options of a bind and a server line', () => {
    haproxy('  frontend a\n    bind :80 $0\n#            ^ + crt, ssl, …, !check\n');
    haproxy('  frontend a\n    bind :80 s$0sl crt x\n#            ^^^ crt, ssl, …\n');
    haproxy(
      '  backend a\n    server s1 10.0.0.1 check $0\n#                            ^ + check, weight, …, !crt-list\n',
    );
    haproxy('  backend a\n    server s1 10.0.0.1 $0 check\n#                      ^ + check, weight, …\n');
  });

  it('stands the value that an option needs, and no other option before it', () => {
    haproxy(
      '  frontend a\n    bind :443 ssl-min-ver $0\n#                         ^ + SSLv3, TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3\n',
    );
    haproxy('  backend a\n    server s1 10.0.0.1 weight $0\n');
  });

  it('stands nothing where a number or a text is wanted', () => {
    sysctl('  vm.swappiness = $0\n');
    sysctl('  vm.swappiness = 6$0\n');
    haproxy('  defaults\n    timeout client $0\n');
  });

  it('stands nothing where nothing belongs', () => {
    limits('  * - nofile 1 x$0\n');
    limits('  * - nofile 1 $0\n');
    haproxy('  frontend a\n    zork $0\n');
    haproxy('  frontend a\n    zork zork$0\n');
  });
});

describe('names that are defined in the file', () => {
  const head = '  frontend a\n    acl local src 127.0.0.1\n    acl api path -m beg /api\n';

  it('of ACLs stand in a condition, wherever in it', () => {
    haproxy(`${head}    use_backend b if $0\n#                    ^ + local, api\n`);
    haproxy(`${head}    use_backend b if !l$0\n#                     ^ local, api\n`);
    haproxy(`${head}    use_backend b if local $0 or api\n#                          ^ + local, api\n`);
    haproxy(`${head}    use_backend b if { path /x } l$0\n#                                ^ local, api\n`);
  });

  it('of backends stand where one is wanted', () => {
    haproxy('  frontend a\n    use_backend $0\n#               ^ + one, two\n  backend one\n  listen two\n');
    haproxy('  frontend a\n    default_backend on$0e\n#                   ^^^ one\n  backend one\n');
  });
});

describe('inside an expression', () => {
  it('stand sample fetches and, behind a comma, converters', () => {
    haproxy('  frontend a\n    http-request set-header X %[sr$0]\n#                               ^^ src, …, !lower\n');
    haproxy(
      '  frontend a\n    http-request set-header X %[src,$0\n#                                   ^ + lower, …, !src\n',
    );
    haproxy(
      '  frontend a\n    http-request set-header X %[src,lo$0]\n#                                   ^^ lower, …, !src\n',
    );
  });

  it('stand match methods behind their flag', () => {
    haproxy('  frontend a\n    acl x path -m be$0 /a\n#                 ^^ beg, bin, …, !src\n');
  });
});

describe('nothing is offered', () => {
  for (const fixture of ['  # vm.$0', '  ; $0', '  #$0']) {
    it(`in a comment: ${JSON.stringify(fixture)}`, () => {
      sysctl(fixture);
    });
  }

  it('in a comment behind a directive', () => {
    haproxy('  defaults\n    mode http # mo$0\n');
    limits('  * - nofile 1 # $0\n');
  });
});

describe('an entry', () => {
  it('says its versions, and whether it is gone', () => {
    const entries = haproxy('  defaults\n    timeout $0\n#   ^^^^^^^^ timeout client, timeout clitimeout, …\n');
    const entry = (label: string) => entries.find((each) => each.label === label);
    assert.equal(entry('timeout client')?.standing, 'current');
    assert.equal(entry('timeout client')?.fact, 'directive/proxy/timeout client');
    assert.equal(entry('timeout clitimeout')?.standing, 'old');
  });

  it('says whether the release that the file is for has it', () => {
    const standingIn = (version: string, label: string) =>
      checkCompletion('  frontend f\n    log-s$0\n#   ^^^^^ log-steps, …\n', {
        language: 'haproxy',
        host: { haproxy: { value: version, from: 'the test' } },
      }).find((entry) => entry.label === label)?.standing;
    assert.equal(standingIn('2.8', 'log-steps'), 'future');
    assert.equal(standingIn('3.4', 'log-steps'), 'current');
    assert.equal(standingIn('3.4', 'reqadd'), 'old');
  });

  it('finds its prose when somebody looks at it', async () => {
    const { view, cursor } = openFixture('  vm.sw$0', { language: 'sysctl' });
    const entry = completion(view, cursor).find((each) => each.label === 'vm.swappiness');
    assert.equal(await completionProse(view, entry?.fact ?? ''), 'Prose of swappiness.');
    assert.equal(await completionProse(view, 'nothing'), undefined);
  });
});

describe('in the grammars of HAProxy', () => {
  it('an ACL starts with a criterion, and flags follow', () => {
    haproxy('  frontend f\n    acl x $0\n#         ^ + src, path_beg, …, !-m\n');
    haproxy('  frontend f\n    acl x path $0\n#              ^ + -i, -m, …, !src\n');
    haproxy('  frontend f\n    acl x path -m $0\n#                 ^ + beg, bin, reg, …, !-i\n');
    haproxy('  frontend f\n    http-request deny if { $0\n#                          ^ + src, path_beg, …\n');
    haproxy('  frontend f\n    http-request deny if { path $0 }\n#                               ^ + -i, -m, …\n');
  });

  it('a negated test names an ACL', () => {
    haproxy('  frontend f\n    acl api path /a\n    http-request deny if !$0\n#                         ^ + api\n');
    haproxy('  frontend f\n    acl api path /a\n    http-request deny if ! $0\n#                          ^ + api\n');
  });

  it('patterns that are numbers may have an operator', () => {
    haproxy('  frontend f\n    acl x dst_port $0\n#                  ^ + -m, ge, gt, …, !src\n');
    haproxy('  frontend f\n    acl x path $0\n#              ^ + -m, …, !gt\n');
  });

  it('an argument is one of its words, or a name of its kind', () => {
    haproxy(
      '  frontend f\n    http-request set-header X %[path,sha2($0)]\n#                                         ^ + 224, 256, 384, 512\n',
    );
    haproxy(
      '  frontend f\n    http-request set-header X %[path,json(u$0\n#                                         ^ ascii, utf8, …\n',
    );
    haproxy('  frontend f\n    acl busy nbsrv($0) lt 2\n#                  ^ + app\n  backend app\n');
    haproxy('  frontend f\n    acl known http_auth($0\n#                       ^ + staff\n  userlist staff\n');
    haproxy('  frontend f\n    acl api path /a\n    acl both acl(!$0)\n#                 ^ + api, both\n');
    haproxy('  frontend f\n    acl x req.hdr($0)\n');
  });

  it('a sample expression starts with a fetch', () => {
    haproxy('  backend b\n    stick on $0\n#            ^ + src, …, !lower\n');
  });

  it('an alias of a log format stands behind its percent sign', () => {
    haproxy('  frontend f\n    log-format %ci$0\n#               ^^ ST, ci, …, !%ci\n');
    haproxy('  frontend f\n    log-format %{+Q}c$0\n#                   ^ ST, ci, …, !%ci\n');
    haproxy('  frontend f\n    log-format %$0\n#               ^ + ST, ci, …, !%ci\n');
  });
});
