/** The mistakes that people make in haproxy.cfg, as lines of their own, put into sections that are right. */

import type { MutationKind } from './mutants.ts';
import { back, front, insert, proxy, texts } from './mutation-shapes.ts';

export const insertedLines: readonly MutationKind[] = [
  insert(
    'bad-pattern',
    front,
    texts(`
    acl zz src 10.0.0.0/33 ¦ acl zz src 300.1.1.1 ¦ acl zz dst_port 90:80 ¦ acl zz dst_port abc ¦ acl zz src_port eq ¦
    acl zz path_len gt x ¦ acl zz src 10.0.0.1-10.0.0.9 ¦ acl zz method ¦ acl zz src ::/129 ¦ acl zz hdr_cnt(a) ge 3:2 ¦
    acl zz ssl_fc yes ¦ acl zz always_true x ¦ acl zz int(3) -m ip a ¦ acl zz src -m bin 0g`),
  ),
  insert(
    'bad-regex',
    proxy,
    texts(`
    acl zz path_reg ^/(foo ¦ acl zz hdr_reg(host) [a- ¦ acl zz path_reg *.php$ ¦ http-request replace-path (.* /x ¦
    http-request deny if { path_reg ^/a{3,1} } ¦ acl zz path -m reg + ¦ acl zz path_reg \\p{Foo} ¦
    acl zz path_reg (?<n>a)(?<n>b) ¦ http-request set-path %[path,regsub([,x)] ¦ acl zz path_reg a)`),
  ),
  insert(
    'acl-syntax',
    proxy,
    texts(`
    acl ¦ acl zz ¦ acl zz str(a) -m int a ¦ acl zz rand(10) lt ¦ acl zz path_beg -z /a ¦ acl zz hdr(host ¦
    acl if src 1.2.3.4 ¦ acl or src 1.2.3.4 ¦ acl a/b src 1.2.3.4 ¦ acl zz path -m foo /a ¦ acl zz path -i ¦
    acl zz path -f ¦ acl zz nbsrv( ¦ acl zz path_beg,lower a ¦ acl zz rand(10) -m beg 1 ¦ acl zz src -u x 1.2.3.4`),
  ),
  insert(
    'empty-condition',
    proxy,
    texts(`
    http-request deny if ¦ http-request deny unless ¦ use_backend x if ¦ block if ¦ http-response deny if { } ¦
    redirect location / if ¦ monitor fail ¦ monitor fail if`),
  ),
  insert('undefined-peers', proxy, [
    'stick-table type ip size 10k peers nosuch',
    'stick-table type ip size 10k write-to nosuch',
  ]),
  insert(
    'undefined-resolvers',
    back,
    texts(`
    server zz 127.0.0.1:90 resolvers nosuch check ¦ http-request do-resolve(txn.x,nosuch) str(a) ¦
    default-server resolvers nosuch ¦ server zz 127.0.0.1:90 resolvers`),
  ),
  insert(
    'undefined-userlist',
    proxy,
    texts(`
    http-request auth unless { http_auth(nosuch) } ¦ acl zz http_auth_group(nosuch) a ¦
    http-request auth unless { http_auth() } ¦ http-request auth unless { http_auth }`),
  ),
  insert(
    'undefined-table',
    proxy,
    texts(`
    http-request track-sc0 src table nosuch ¦ http-request deny if { src_conn_rate(nosuch) gt 10 } ¦
    acl zz sc_http_req_rate(0,nosuch) gt 1 ¦ acl zz src,in_table(nosuch) ¦ stick match src table nosuch ¦
    tcp-request content track-sc1 src table nosuch ¦ http-request track-sc0 src ¦ acl zz table_avail(nosuch) gt 1 ¦
    http-request set-var(txn.a) src,table_gpc0(nosuch)`),
  ),
  insert(
    'undefined-server',
    back,
    texts(`
    server zz 127.0.0.1:81 track nosuch ¦ server zz 127.0.0.1:81 track nosuch/s ¦ use-server nosuch if TRUE ¦
    acl zz srv_is_up(nosuch) ¦ acl zz srv_conn(nosuch/a) gt 1 ¦ email-alert mailers nosuch ¦ acl zz nbsrv(nosuch) gt 1`),
  ),
  insert(
    'undefined-other',
    proxy,
    texts(`
    http-request cache-use nosuch ¦ http-response cache-store nosuch ¦ filter cache nosuch ¦ log ring@nosuch local0 ¦
    http-request return status 400 errorfiles nosuch ¦ errorfiles nosuch ¦ use-fcgi-app nosuch ¦ filter fcgi-app nosuch ¦
    http-request set-bandwidth-limit nosuch ¦ server zz 127.0.0.1:1 namespace nosuch ¦ log backend@nosuch local0 ¦
    bind :9444 proto nosuch ¦ http-request use-service nosuch ¦ http-request lua.nosuch ¦ filter nosuch ¦
    email-alert mailers nosuch`),
  ),
  insert(
    'unknown-fetch',
    proxy,
    texts(`
    acl zz req.hrd(host) a ¦ http-request set-header X %[req.lem] ¦ http-request set-var(txn.a) nosuch(1) ¦
    http-request set-header X %[nosuch] ¦ acl zz hdr_foo(host) a ¦ http-request set-header X %[SRC] ¦ stick on srcc ¦
    http-request track-sc0 sorc`),
  ),
  insert(
    'unknown-converter',
    proxy,
    texts(`
    http-request set-header X %[src,lowercase] ¦ http-request set-var(txn.a) path,substr(0,5) ¦
    acl zz req.hdr(host),tolower -m str a ¦ http-request set-header X %[path,md5sum] ¦ http-request set-header X %[path,] ¦
    http-request set-header X %[path,,lower] ¦ http-request set-header X %[path,lower()] ¦
    http-request set-header X %[path,LOWER]`),
  ),
  insert(
    'bad-arguments',
    proxy,
    texts(`
    http-request set-header X %[req.hdr(host),sha2(123)] ¦ http-request set-header X %[path,word(a,/)] ¦
    http-request set-header X %[path,regsub(a)] ¦ http-request set-header X %[src,ipmask(64)] ¦
    http-request set-header X %[str(x),hmac(sha9,k)] ¦ http-request set-header X %[rand(a)] ¦
    http-request set-header X %[path,field()] ¦ http-request set-header X %[req.hdr(] ¦
    http-request set-header X %[req.hdr(a,b,c)] ¦ http-request set-header X %[int()] ¦ http-request set-header X %[str()] ¦
    http-request set-header X %[path,bytes()] ¦ http-request set-header X %[req.len(5)] ¦
    http-request set-header X %[src(1)] ¦ http-request set-header X %[path,json(foo)] ¦
    http-request set-header X %[var(foo.bar)] ¦ http-request set-var(foo.bar) src ¦ http-request set-var(txn) src ¦
    http-request set-var(txn.a-b) src ¦ http-request set-header X %[bin(abc)] ¦ http-request set-header X %[ipv4(1.2.3)] ¦
    http-request set-header X %[bool(maybe)] ¦ http-request set-header X %[path,length(1)] ¦
    http-request set-header X %[src,add(1)] ¦ http-request set-header X %[path,add(x)] ¦
    http-request set-header X %[path,div(0)] ¦ http-request set-header X %[date(1,foo)] ¦
    http-request set-header X %[uuid(9)]`),
  ),
  insert(
    'log-format',
    front,
    texts(`
    log-format "%zz" ¦ log-format ¦ log-format "%[nosuch]" ¦ log-format "%ci" extra ¦ log-format "%{+Z}r" ¦
    log-format "%{+Q" ¦ log-format "%[src" ¦ log-format "%[" ¦ log-format %[src ¦ log-format "%{+Q,-X}o %ci" ¦
    log-format "%" ¦ log-format "%ci%" ¦ log-format "%[res.hdr(a)] %foo" ¦ log-format-sd "%xx" ¦ error-log-format "%yy" ¦
    unique-id-format "%nope"`),
  ),
  insert(
    'wrong-section',
    /^global$/,
    texts(`
    mode http ¦ bind :80 ¦ option httplog ¦ server a 1.1.1.1:80 ¦ timeout client 5s ¦ balance roundrobin ¦
    acl a src 1.1.1.1 ¦ nameserver a 1.1.1.1:53`),
  ),
  insert(
    'wrong-section',
    /^defaults$/,
    texts(`
    bind :80 ¦ server a 1.1.1.1:80 ¦ use_backend foo ¦ acl a src 1.1.1.1 ¦ http-request deny ¦ nbthread 2 ¦
    stick-table type ip size 1k ¦ description x ¦ id 5 ¦ capture request header a len 5 ¦ redirect location / ¦
    monitor fail if TRUE ¦ use-server a ¦ stick on src ¦ dispatch 1.1.1.1:80 ¦ default-server inter 1s ¦ filter trace`),
  ),
  insert(
    'wrong-section',
    /^frontend$/,
    texts(`
    server a 1.1.1.1:80 ¦ balance source ¦ option httpchk ¦ http-check expect status 200 ¦ cookie a insert ¦
    timeout server 5s ¦ default-server check ¦ retries 2 ¦ stick on src ¦ nbthread 1 ¦ use-server a ¦ appsession a ¦
    dispatch 1.1.1.1:80 ¦ fullconn 5 ¦ tcp-check connect ¦ tcp-response content accept ¦ source 1.1.1.1 ¦
    option redispatch ¦ http-send-name-header a ¦ nameserver a 1.1.1.1:53`),
  ),
  insert(
    'wrong-section',
    /^backend$/,
    texts(`
    bind :80 ¦ use_backend foo ¦ default_backend foo ¦ timeout client 5s ¦ option forwardfor ¦ capture cookie a len 5 ¦
    monitor-uri /x ¦ tcp-request connection accept ¦ tcp-request session accept ¦ maxconn 5 ¦ option httplog ¦
    declare capture request len 5 ¦ unique-id-format x ¦ rate-limit sessions 5 ¦ backlog 5 ¦
    capture request header a len 5 ¦ tune.bufsize 5 ¦ user a password b ¦ option dontlognull`),
  ),
  insert(
    'wrong-section',
    /^(peers|resolvers|cache|userlist|mailers|ring|log-forward|http-errors|fcgi-app|traces|acme|log-profile|crt-store|healthcheck|program)$/,
    texts(`
    mode http ¦ maxconn 5 ¦ option httplog ¦ nosuch ¦ timeout client 5s ¦ server a 1.1.1.1:80 ¦ acl a src 1.1.1.1 ¦
    user a password b ¦ nameserver a ¦ log global ¦ bind :9999 ¦ nbthread 1`),
  ),
  insert(
    'removed-keyword',
    proxy,
    texts(`
    reqadd X-A:\\ b ¦ reqrep a b ¦ clitimeout 5000 ¦ srvtimeout 5000 ¦ contimeout 5000 ¦ block if TRUE ¦ option httpclose ¦
    option forceclose ¦ redisp ¦ redispatch ¦ appsession a len 5 timeout 5s ¦ option http-tunnel ¦ monitor-net 1.1.1.1 ¦
    grace 1s ¦ bind-process 1 ¦ mode health ¦ option accept-invalid-http-request ¦ option transparent ¦
    dispatch 1.1.1.1:80 ¦ stats scope . ¦ option http-use-htx ¦ log 127.0.0.1 len 5 ¦ transparent ¦ http-request set-tos 1 ¦
    acl zz req.body_parm(a) b`),
  ),
  insert(
    'removed-keyword',
    /^global$/,
    texts(`
    nbproc 1 ¦ debug ¦ tune.ssl.default-dh-param 1 ¦ stats bind-process all ¦ ulimit-n 100 ¦ master-worker ¦ noreuseport ¦
    tune.chksize 100 ¦ tune.lua.log.loggers on ¦ tune.quic.retry-threshold 1 ¦ no-quic ¦ grace 5s ¦ log-send-hostname ¦
    ssl-mode-async ¦ ssl-engine x ¦ profiling.tasks maybe ¦ tune.fail-alloc 1 ¦ set-dumpable off`),
  ),
  insert(
    'rule-syntax',
    proxy,
    texts(`
    http-request ¦ http-request dennny ¦ http-request deny if TRUE foo ¦ http-request deny deny_status ¦
    http-request set-header X ¦ http-request set-header ¦ http-request add-header a b c ¦ http-request redirect ¦
    http-request redirect location ¦ http-request redirect location / code 999 ¦ http-request redirect scheme https foo ¦
    http-request return status 200 content-type text/plain ¦ http-request return status 200 string x ¦
    http-request return status 99 ¦ http-request set-var(txn.a) ¦ http-request set-var txn.a src ¦
    http-request track-sc9 src ¦ http-request sc-inc-gpc0(x) ¦ http-request sc-set-gpt0(0) ¦
    http-request set-log-level loud ¦ http-request set-nice 5000 ¦ http-request set-tos abc ¦ http-request set-mark x ¦
    http-request auth realm ¦ http-request capture src ¦ http-request capture src len x ¦ http-request replace-header a (b ¦
    http-request replace-header a ¦ http-request set-map(/dev/null) a ¦ http-request wait-for-body ¦
    http-request early-hint a ¦ http-request strict-mode maybe ¦ http-request set-method ¦
    http-request tarpit deny_status 999 ¦ http-request use-service ¦ http-request do-resolve(txn.a) src ¦
    http-request set-timeout server x ¦ http-request set-timeout foo 5s ¦ http-request set-priority-class ¦
    http-request deny hdr a ¦ http-response set-status ¦ http-response set-status abc ¦ http-response dennny ¦
    http-response deny deny_status 99 ¦ http-after-response deny ¦ http-after-response set-header a ¦ tcp-request ¦
    tcp-request content ¦ tcp-request content foo ¦ tcp-request content set-var(a) src ¦ tcp-request inspect-delay ¦
    tcp-request inspect-delay abc ¦ tcp-request connection deny ¦ tcp-response content foo ¦
    tcp-response connection accept ¦ http-request silent-drop foo ¦ http-request reject foo ¦ http-request cache-use ¦
    http-request set-uri ¦ http-request del-header ¦ http-request set-dst ¦ http-request sc-add-gpc(0,0) ¦
    http-request pause x ¦ http-error status 200 ¦ http-error status 503 foo ¦ redirect foo ¦ redirect location / code abc ¦
    use_backend ¦ use_backend a b ¦ use-server ¦ stick ¦ stick on ¦ stick foo src ¦ stick on src foo ¦ stick-table ¦
    stick-table type ¦ stick-table type ip ¦ stick-table type ip size ¦ stick-table type ip size 1k store foo ¦
    stick-table type ip size 1k store http_req_rate ¦ stick-table type ip size 1k store gpc0(5) ¦
    stick-table type ip size 1k expire ¦ stick-table type ip size 1k foo`),
  ),
  insert(
    'directive-syntax',
    proxy,
    texts(`
    balance ¦ balance uri depth ¦ balance uri foo ¦ balance url_param ¦ balance hdr ¦ balance hdr() ¦ balance random(0) ¦
    balance random(x) ¦ balance hash ¦ balance hash nosuch ¦ balance rdp-cookie( ¦ cookie ¦ cookie a insert foo ¦
    cookie a insert rewrite ¦ cookie a maxidle ¦ cookie a domain ¦ capture ¦ capture cookie a ¦ capture cookie a len ¦
    capture request header a ¦ capture request foo a len 5 ¦ capture request header a len x ¦ declare capture ¦
    declare capture foo len 5 ¦ compression ¦ compression algo foo ¦ compression algo ¦ compression foo ¦ email-alert ¦
    email-alert level foo ¦ email-alert to ¦ errorfile ¦ errorfile 999 /dev/null ¦ errorfile 503 ¦ errorloc 200 / ¦
    errorloc 503 ¦ hash-type ¦ hash-type consistent foo ¦ hash-type map-based sdbm foo ¦ http-check ¦ http-check foo ¦
    http-check expect ¦ http-check expect foo ¦ http-check expect status ¦ http-check expect status abc ¦ http-check send ¦
    http-check send foo ¦ http-check connect foo ¦ http-check expect rstatus ( ¦ http-reuse ¦ http-reuse foo ¦
    http-send-name-header ¦ log ¦ log global extra ¦ log 127.0.0.1 ¦ log 127.0.0.1 local9 ¦ log 127.0.0.1 local0 foo ¦
    log 127.0.0.1 len x local0 ¦ log 127.0.0.1 sample 1 local0 ¦ mode ¦ monitor ¦ monitor-uri ¦ no mode http ¦
    no timeout client ¦ no option ¦ no ¦ default option httplog ¦ option ¦ option foo ¦ option httplog foo ¦
    option forwardfor foo ¦ option forwardfor except ¦ option forwardfor except x ¦ option originalto header ¦
    option redispatch x ¦ option smtpchk a b c ¦ option mysql-check foo ¦ option mysql-check user ¦ option pgsql-check ¦
    option httpchk A B C D ¦ persist ¦ persist foo ¦ rate-limit ¦ rate-limit foo 5 ¦ rate-limit sessions x ¦ retries ¦
    retry-on ¦ retry-on foo ¦ retry-on 200 ¦ source ¦ source foo bar ¦ stats ¦ stats foo ¦ stats uri ¦ stats auth ¦
    stats refresh x ¦ stats admin ¦ stats http-request ¦ stats http-request foo ¦ stats socket /x ¦ tcp-check ¦
    tcp-check foo ¦ tcp-check send ¦ tcp-check expect ¦ tcp-check expect foo bar ¦ tcp-check connect foo ¦
    tcp-check connect port x ¦ tcp-check send-binary 0g ¦ tcp-check expect binary 0 ¦ timeout ¦ timeout foo 5s ¦
    timeout client 5s 6s ¦ unique-id-header ¦ unique-id-format ¦ bind ¦ bind :80 :81 ¦ server ¦ server a ¦ server-template ¦
    server-template a 0 b:1 ¦ server-template a 5-1 b:1 ¦ server-template a x b:1 ¦ default-server ¦ default-server foo ¦
    description ¦ id ¦ id x ¦ id 0 ¦ fullconn ¦ maxconn ¦ backlog x ¦ dispatch ¦ dispatch foo ¦ external-check ¦
    external-check foo ¦ filter ¦ filter compression foo ¦ filter trace foo ¦ filter spoe ¦ force-persist ¦
    ignore-persist if ¦ load-server-state-from-file ¦ load-server-state-from-file foo ¦ option external-check foo ¦
    log-tag ¦ max-keep-alive-queue ¦ guid ¦ http-error ¦ hash-balance-factor ¦ hash-balance-factor 50 ¦ clitcpka-cnt x ¦
    dynamic-cookie-key ¦ use-fcgi-app ¦ errorfiles ¦ errorfiles x 999`),
  ),
  insert(
    'directive-syntax',
    /^global$/,
    texts(`
    cpu-map ¦ cpu-map 1 ¦ cpu-map x 1 ¦ cpu-map 1 x ¦ cpu-map auto:1 0 ¦ chroot ¦ chroot a b ¦ daemon x ¦ description ¦
    gid x ¦ group ¦ uid ¦ hard-stop-after ¦ hard-stop-after x ¦ log ¦ log 127.0.0.1 ¦ log-tag ¦ lua-load ¦
    lua-prepend-path ¦ maxconn ¦ nbthread ¦ nbthread 0 ¦ nbthread 5000 ¦ node ¦ node a/b ¦ pidfile ¦ presetenv A ¦
    setenv A ¦ setenv ¦ resetenv ¦ unsetenv ¦ server-state-file ¦ set-var ¦ set-var proc.a ¦ set-var txn.a int(1) ¦
    set-var proc.a src ¦ ssl-default-bind-options foo ¦ ssl-default-server-options foo ¦ ssl-server-verify foo ¦
    ssl-default-bind-ciphers ¦ stats ¦ stats foo ¦ stats socket ¦ stats socket /x foo ¦ stats socket /x mode ¦
    stats timeout ¦ stats timeout x ¦ stats maxconn 0 ¦ stats maxconn ¦ strict-limits foo ¦ tune.bufsize ¦ tune.foo 1 ¦
    tune.h2.max-frame-size 1 ¦ tune.h2.max-concurrent-streams x ¦ tune.http.cookielen ¦ tune.ssl.default-dh-param 512 ¦
    tune.ssl.lifetime x ¦ tune.ssl.keylog maybe ¦ tune.fd.edge-triggered on ¦ tune.idle-pool.shared maybe ¦
    tune.zlib.windowsize 1 ¦ tune.comp.maxlevel 10 ¦ ulimit-n x ¦ unix-bind ¦ unix-bind foo ¦ unix-bind mode x ¦ user ¦
    profiling.tasks ¦ no nbthread ¦ no daemon ¦ mworker-max-reloads x ¦ numa-cpu-mapping x ¦ issuers-chain-path ¦
    http-err-codes 999 ¦ http-fail-codes x ¦ h1-case-adjust a ¦ h1-case-adjust a b ¦ localpeer ¦ localpeer a b ¦
    default-path ¦ default-path foo ¦ ssl-load-extra-files foo ¦ thread-group 99 1 ¦ thread-groups 0 ¦ spread-checks 200 ¦
    max-spread-checks -1 ¦ busy-polling x ¦ tune.rcvbuf.client -1 ¦ tune.sndbuf.server x ¦ tune.pattern.cache-size -1 ¦
    tune.maxaccept x ¦ tune.runqueue-depth x ¦ tune.vars.global-max-size x ¦ tune.lua.maxmem x ¦ tune.stick-counters x`),
  ),
  insert(
    'preprocessor',
    proxy,
    texts(`
    .if ¦ .if foo ¦ .if defined( ¦ .if 1 ¦ .endif ¦ .else ¦ .elif 1 ¦ .alert "stop" ¦ .warning two words ¦ .foo ¦
    .if version_atleast(x)⏎.endif ¦ .if streq(a)⏎.endif ¦ .if 1 foo⏎.endif ¦ .if defined(A) &&⏎.endif ¦ .if !⏎.endif ¦
    .if feature(a) || ⏎.endif ¦ .notice ¦ .if (1⏎.endif ¦ .if 0⏎.else foo⏎.endif ¦ .if 0⏎"x⏎.endif`),
  ),
  insert(
    'section-syntax',
    /^resolvers$/,
    texts(`
    nameserver ¦ nameserver a ¦ nameserver ns1 1.1.1.1:53 ¦ nameserver b nosuch@1 ¦ hold ¦ hold valid ¦ hold foo 5s ¦
    hold valid x ¦ timeout ¦ timeout foo 1s ¦ timeout retry x ¦ resolve_retries ¦ resolve_retries x ¦
    accepted_payload_size 1 ¦ accepted_payload_size x ¦ parse-resolv-conf foo`),
  ),
  insert(
    'section-syntax',
    /^peers$/,
    texts(`
    peer ¦ peer a ¦ peer a b ¦ table ¦ table x ¦ table x type foo size 1 ¦ table x type ip ¦ bind ¦ default-bind foo ¦
    server a ¦ shards x ¦ log foo`),
  ),
  insert(
    'section-syntax',
    /^userlist$/,
    texts(`
    user ¦ user a ¦ user a password ¦ user a foo b ¦ group ¦ group a foo ¦ group a users nosuch ¦
    user b insecure-password x groups nosuch ¦ user anna password x ¦ group admins`),
  ),
  insert(
    'section-syntax',
    /^mailers$/,
    texts(`
    mailer ¦ mailer a ¦ mailer a b ¦ mailer smtp1 1.1.1.1:25 ¦ timeout ¦ timeout mail ¦ timeout foo 5s ¦ timeout mail x`),
  ),
  insert(
    'section-syntax',
    /^cache$/,
    texts(`
    total-max-size ¦ total-max-size x ¦ total-max-size 99999 ¦ max-object-size x ¦ max-age ¦ max-age x ¦ process-vary ¦
    process-vary maybe ¦ max-secondary-entries x ¦ foo 1 ¦ max-age 5 6`),
  ),
  insert(
    'section-syntax',
    /^ring$/,
    texts(`
    format ¦ format foo ¦ maxlen ¦ maxlen x ¦ size ¦ size x ¦ size 1 ¦ server ¦ server collector 1.1.1.1:1 ¦
    timeout foo 1s ¦ timeout connect x ¦ backing-file ¦ log-proto x`),
  ),
  insert(
    'section-syntax',
    /^log-forward$/,
    texts(`
    dgram-bind ¦ dgram-bind foo ¦ bind ¦ bind foo ¦ log ¦ log foo ¦ maxconn ¦ maxconn x ¦ timeout ¦ timeout server 5s ¦
    timeout client x ¦ backlog x ¦ dgram-bind 127.0.0.1:1 foo ¦ option foo ¦ option host foo`),
  ),
  insert(
    'section-syntax',
    /^fcgi-app$/,
    texts(`
    docroot ¦ docroot a b ¦ index ¦ path-info ¦ path-info ( ¦ option ¦ option foo ¦ option max-reqs ¦ option max-reqs x ¦
    set-param ¦ set-param a ¦ set-param a %[nosuch] ¦ set-param a b if ¦ pass-header ¦ pass-header a if nosuch ¦ acl ¦
    log-stderr ¦ log-stderr foo ¦ no option ¦ no option foo`),
  ),
  insert(
    'section-syntax',
    /^(acme|log-profile|traces|crt-store|healthcheck|http-errors|program)$/,
    texts(`
    directory ¦ contact ¦ challenge foo ¦ keytype foo ¦ bits x ¦ curves foo ¦ map ¦ on foo ¦ on ¦ on error ¦ on error foo ¦
    log-tag ¦ trace ¦ trace foo ¦ trace h1 foo ¦ trace h1 level foo ¦ trace h1 sink foo ¦ load ¦ load foo bar ¦ load crt ¦
    crt-base ¦ key-base a b ¦ type ¦ type foo ¦ errorfile ¦ errorfile 999 /dev/null ¦ command ¦ option foo ¦
    no option start-on-reload ¦ user nosuchuser1`),
  ),
  insert(
    'harmless',
    proxy,
    texts(`
    # option foo ¦  ¦ option httpclose ¦ acl zz path -m str 'a b' ¦ http-request set-header X "a"b" ¦
    acl zz path_beg /a\\ b ¦ acl zz hdr(host) -i a || b ¦ http-request set-header X %% ¦ acl zz src 10.0.0.1 ::1 ¦
    http-request set-var(txn.q) str("a b") ¦ acl zz dst_port 80:90 ¦ acl zz path_reg ^/(a|b)$ ¦
    log stdout format raw local0 ¦ timeout http-request 1us ¦ no option httplog ¦ server zz 127.0.0.1:+5 ¦
    acl zz hdr_cnt() gt 5 ¦ http-request set-header X 'a#b' ¦ http-request deny if TRUE or FALSE !TRUE ¦
    acl zz int(5),add(3) eq 8 ¦ acl zz always_true`),
  ),
];
