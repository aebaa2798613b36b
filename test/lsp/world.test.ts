import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Hover } from 'vscode-languageserver/node';
import { Client, type ClientOptions, range, shown, uriOf } from './client.ts';

let client: Client | undefined;

async function start(options: ClientOptions = {}): Promise<Client> {
  client = await Client.start(options);
  return client;
}

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

const root = '/srv/web1';
const sysctlPath = `${root}/etc/sysctl.conf`;
const sysctl = uriOf(sysctlPath);
const limits = uriOf(`${root}/etc/security/limits.conf`);
const profilePath = `${root}/headroom.json`;
const misspelt = 'vm.swapiness = 60\n';
const unknownKey = (severity: number) => [`0:0-12 ${severity} sysctl/unknown-key`];

describe('settings', () => {
  it('are read when the client starts, and again when they change', async () => {
    let rules: Record<string, string> = { 'sysctl/unknown-key': 'error' };
    const client = await start({ pull: true, settings: () => ({ rules }) });
    client.open(sysctl, 'sysctl', misspelt);
    await client.refreshed.next();
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(1));
    rules = { 'sysctl/unknown-key': 'off' };
    const refreshed = client.refreshed.next();
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await refreshed;
    assert.deepEqual(await client.pull(sysctl), []);
  });

  it('may be sent by a client that keeps none, at the start and later', async () => {
    const client = await start({ initializationOptions: { rules: { 'sysctl/unknown-key': 'hint' } } });
    const of = (severity: number) => client.published.next(({ diagnostics }) => diagnostics[0]?.severity === severity);
    const first = of(4);
    client.open(sysctl, 'sysctl', misspelt);
    await first;
    const second = of(1);
    client.notify('workspace/didChangeConfiguration', {
      settings: { headroom: { rules: { 'sysctl/unknown-key': 'error' } } },
    });
    await second;
  });

  it('that make no sense are told to the log, and the others hold', async () => {
    const client = await start({ pull: true });
    const told = client.log.next((message) => message.includes('no severity'));
    const rules = { 'sysctl/unknown-key': 'hint', 'sysctl/no-value': ['off'], x: 3 };
    client.notify('workspace/didChangeConfiguration', {
      settings: { headroom: { rules, host: { memory: 'lots', moon: 1, cpus: '' } } },
    });
    await told;
    client.open(sysctl, 'sysctl', misspelt);
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(4));
    assert.equal(client.log.all.filter((message) => message.includes('no severity')).length, 2);
    assert.ok(client.log.all.some((message) => message.includes("'lots'")));
    assert.ok(client.log.all.some((message) => message.includes("'moon'")));
  });

  it('of any shape do no harm', async () => {
    const client = await start({ pull: true });
    client.open(sysctl, 'sysctl', misspelt);
    for (const headroom of [null, undefined, 3, 'x', [], { rules: null, host: 'x' }, { rules: [1, 2], host: [null] }]) {
      client.notify('workspace/didChangeConfiguration', { settings: { headroom } });
      assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(2));
    }
    client.notify('workspace/didChangeConfiguration', {});
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(2));
  });

  it('that the client refuses to tell are told to the log, and the server goes on', async () => {
    const client = await start({
      pull: true,
      settings: () => {
        throw new Error('no settings today');
      },
    });
    await client.log.next((message) => message.includes('no settings today'));
    client.open(sysctl, 'sysctl', misspelt);
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(2));
  });
});

describe('the host of a document', () => {
  const tcpMem = 'net.ipv4.tcp_mem = 100000 200000 300000\n';

  it('is told with the origin of each fact, when it is known and when it changes', async () => {
    const client = await start({ files: { [profilePath]: '{ "host": { "memory": "4GiB" } }' } });
    const first = client.status.next(({ detail }) => detail.includes('headroom.json'));
    client.open(sysctl, 'sysctl', tcpMem);
    assert.deepEqual(await first, { uri: sysctl, label: '4 GiB', detail: 'from headroom.json' });
    const second = client.status.next();
    client.change(sysctl, { range: null, text: `# headroom: host cpus=2\n${tcpMem}` });
    assert.deepEqual(await second, {
      uri: sysctl,
      label: '4 GiB, 2 CPUs',
      detail: 'from headroom.json, # headroom: host',
    });
  });

  it('is unknown where nobody says', async () => {
    const client = await start();
    const status = client.status.next();
    client.open(sysctl, 'sysctl', tcpMem);
    assert.equal((await status).label, 'host unknown');
  });

  it('is this machine for its own files, where the client says so', async () => {
    const client = await start({ initializationOptions: { ownMachine: true } });
    const own = client.status.next(({ uri }) => uri === uriOf('/own/sysctl.conf'));
    client.open(uriOf('/own/sysctl.conf'), 'sysctl', tcpMem);
    assert.match((await own).detail, /from this machine/);
    const other = client.status.next(({ uri }) => uri === sysctl);
    client.open(sysctl, 'sysctl', tcpMem);
    assert.equal((await other).label, 'host unknown');
  });

  it('in the settings stands below the profile', async () => {
    const client = await start({
      files: { [profilePath]: '{ "host": { "memory": "4GiB" } }' },
      initializationOptions: { host: { memory: '1GiB', cpus: 5 } },
    });
    const status = client.status.next(({ detail }) => detail.includes('headroom.json'));
    client.open(sysctl, 'sysctl', tcpMem);
    assert.deepEqual((await status).label, '4 GiB, 5 CPUs');
  });
});

describe('the machine at hand', () => {
  const own = uriOf('/own/sysctl.conf');
  const compare = async (client: Client, uri: string) =>
    (await client.ask<{ text: string } | null>('headroom/compareWithMachine', uri))?.text;
  const hovered = async (client: Client, uri: string) =>
    (await client.ask<Hover>('textDocument/hover', uri, { position: { line: 0, character: 3 } })).contents;

  it('is compared with its own files as they are typed, and stands in their hovers', async () => {
    const client = await start({ initializationOptions: { ownMachine: true } });
    client.open(own, 'sysctl', 'vm.swappiness = 60\n');
    assert.match((await compare(client, own)) ?? '', /^# No keys differ, 1 key holds what the files say\.$/m);
    assert.match(JSON.stringify(await hovered(client, own)), /This machine runs with `60`, as configured\./);
    client.change(own, { range: range(0, 16, 18), text: '10' });
    const differs = /^# sysctl\.conf:1\n# running: 60\nvm\.swappiness = 10$/m;
    assert.match((await compare(client, own)) ?? '', differs);
    assert.match(JSON.stringify(await hovered(client, own)), /runs with `60`\*\*; configured is `10` \(line 1\)\./);
  });

  it('is not there for files of other hosts, nor where the client is elsewhere', async () => {
    const client = await start({ initializationOptions: { ownMachine: true } });
    client.open(sysctl, 'sysctl', 'vm.swappiness = 60\n');
    assert.equal(
      await compare(client, sysctl),
      `# There is nothing to compare with: the file is none of the machine that Headroom runs on.\n# ${sysctlPath}\n`,
    );
    assert.doesNotMatch(JSON.stringify(await hovered(client, sysctl)), /This machine/);
    client.open(limits, 'limits', '');
    assert.equal(await compare(client, limits), undefined);
    const elsewhere = await start();
    elsewhere.open(own, 'sysctl', 'vm.swappiness = 60\n');
    assert.match(
      (await compare(elsewhere, own)) ?? '',
      /^# There is nothing to compare with: .*\n# \/own\/sysctl\.conf$/m,
    );
    assert.doesNotMatch(JSON.stringify(await hovered(elsewhere, own)), /This machine/);
    await client.stop();
  });
});

describe('headroom.json', () => {
  const profile = (rules: object) => ({ [profilePath]: JSON.stringify({ rules }) });

  it('counts from the moment it is made, in each of its states, until it is gone', async () => {
    const client = await start({ pull: true });
    client.open(sysctl, 'sysctl', misspelt);
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(2));
    const states: [Record<string, string | undefined>, string[]][] = [
      [profile({ 'sysctl/unknown-key': 'error' }), unknownKey(1)],
      [profile({ 'sysctl/unknown-key': 'hint' }), unknownKey(4)],
      [profile({ 'sysctl/unknown-key': 'off' }), []],
      [{ [profilePath]: undefined }, unknownKey(2)],
    ];
    for (const [files, expected] of states) {
      const refreshed = client.refreshed.next();
      client.write(files);
      await refreshed;
      assert.deepEqual(shown(await client.pull(sysctl)), expected);
    }
  });

  it('does so for a client that does not pull', async () => {
    const client = await start();
    const of = (severity: number) => client.published.next(({ diagnostics }) => diagnostics[0]?.severity === severity);
    client.open(sysctl, 'sysctl', misspelt);
    await of(2);
    const changed = of(1);
    client.write(profile({ 'sysctl/unknown-key': 'error' }));
    await changed;
  });

  it('nearer to the file counts instead of one above it', async () => {
    const client = await start({
      pull: true,
      files: { '/srv/headroom.json': '{ "rules": { "sysctl/unknown-key": "off" } }' },
    });
    client.open(sysctl, 'sysctl', misspelt);
    assert.deepEqual(await client.pull(sysctl), []);
    const refreshed = client.refreshed.next();
    client.write(profile({ 'sysctl/unknown-key': 'error' }));
    await refreshed;
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(1));
  });

  it('that is broken is told where it is broken, what can be read counts, and nothing stays behind', async () => {
    const client = await start({ pull: true });
    client.open(sysctl, 'sysctl', misspelt);
    await client.pull(sysctl);
    const said = () => client.published.next(({ uri }) => uri === uriOf(profilePath));
    const broken = said();
    client.write({
      [profilePath]:
        '{\n  "rules": { "sysctl/unknown-key": "error" },\n  "host": { "memory": "lots" },\n  "hots": {}\n',
    });
    const { diagnostics } = await broken;
    assert.deepEqual(
      diagnostics.map(({ range: { start } }) => start),
      [
        { line: 4, character: 0 },
        { line: 2, character: 22 },
        { line: 3, character: 2 },
      ],
    );
    assert.ok(diagnostics.every(({ source, severity }) => source === 'headroom' && severity === 1));
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(1));
    const repaired = said();
    client.write(profile({}));
    assert.deepEqual((await repaired).diagnostics, []);
    const again = said();
    client.write({ [profilePath]: 'nonsense' });
    assert.notDeepEqual((await again).diagnostics, []);
    const removed = said();
    client.write({ [profilePath]: undefined });
    assert.deepEqual((await removed).diagnostics, []);
  });

  it('takes its problems away with the last document that it is for', async () => {
    const client = await start({ files: { [profilePath]: 'nonsense' } });
    const said = () => client.published.next(({ uri }) => uri === uriOf(profilePath));
    const broken = said();
    client.open(sysctl, 'sysctl', misspelt);
    assert.notDeepEqual((await broken).diagnostics, []);
    const closed = said();
    client.close(sysctl);
    assert.deepEqual((await closed).diagnostics, []);
  });

  it('is not sought above the root of another file system', async () => {
    const client = await start({
      pull: true,
      files: { '/headroom.json': '{ "rules": { "sysctl/unknown-key": "off" } }' },
    });
    const uri = 'vscode-vfs://github/owner/sysctl.conf';
    client.open(uri, 'sysctl', misspelt);
    assert.deepEqual(shown(await client.pull(uri)), unknownKey(2));
    const own = uriOf('/sysctl.conf');
    client.open(own, 'sysctl', misspelt);
    assert.deepEqual(await client.pull(own), []);
  });
});

describe('the files of one host', () => {
  const tooMany = 'limits/nofile-above-nr-open';
  const nofile = '* hard nofile 2000000\n';
  const nrOpen = (value: number) => `fs.nr_open = ${value}\n`;
  const speaks = async (client: Client) =>
    (await client.pull(limits)).some(({ code, severity }) => code === tooMany && severity === 2);

  it('that are on disk are read with the one that is open', async () => {
    const client = await start({ pull: true, files: { [sysctlPath]: nrOpen(1_000_000) } });
    client.open(limits, 'limits', nofile);
    assert.equal(await speaks(client), true);
    const refreshed = client.refreshed.next();
    client.write({ [sysctlPath]: nrOpen(3_000_000) });
    await refreshed;
    assert.equal(await speaks(client), false);
  });

  it('change what is said of each other while they are typed', async () => {
    const client = await start({ pull: true, files: { [sysctlPath]: nrOpen(1_000_000) } });
    const opened = client.refreshed.next();
    client.open(limits, 'limits', nofile);
    client.open(sysctl, 'sysctl', nrOpen(1_000_000));
    await opened;
    assert.equal(await speaks(client), true);
    const refreshed = client.refreshed.next();
    client.change(sysctl, { range: null, text: nrOpen(3_000_000) });
    await refreshed;
    assert.equal(await speaks(client), false);
  });

  it('of other hosts are not looked at anew for it', async () => {
    const client = await start();
    const told = (uri: string) => client.published.all.filter((each) => each.uri === uri).length;
    const next = (uri: string) => client.published.next((each) => each.uri === uri);
    const other = uriOf('/srv/web2/etc/sysctl.conf');
    const both = Promise.all([next(other), next(sysctl)]);
    client.open(other, 'sysctl', misspelt);
    client.open(sysctl, 'sysctl', misspelt);
    await both;
    const before = told(other);
    for (const text of ['', misspelt, '']) {
      const changed = next(sysctl);
      client.change(sysctl, { range: null, text });
      await changed;
    }
    assert.equal(told(other), before);
  });

  it('do so for a client that does not pull', async () => {
    const client = await start();
    const said = (uri: string, test: (codes: unknown[]) => boolean) =>
      client.published.next((each) => each.uri === uri && test(each.diagnostics.map(({ code }) => code)));
    const lines = '* hard nofile 1000000\n';
    const both = Promise.all([said(limits, (codes) => !codes.includes(tooMany)), said(sysctl, () => true)]);
    client.open(limits, 'limits', lines);
    client.open(sysctl, 'sysctl', nrOpen(1_000_000));
    await both;
    const changed = said(limits, (codes) => codes.includes(tooMany));
    client.change(sysctl, { range: null, text: nrOpen(500_000) });
    await changed;
  });

  it('that are closed count as they are on disk', async () => {
    const client = await start({ pull: true, files: { [sysctlPath]: nrOpen(1_000_000) } });
    client.open(limits, 'limits', nofile);
    client.open(sysctl, 'sysctl', nrOpen(3_000_000));
    assert.equal(await speaks(client), false);
    const refreshed = client.refreshed.next();
    client.close(sysctl);
    await refreshed;
    assert.equal(await speaks(client), true);
  });

  it('make hints and lenses of their neighbours out of date, where the client can be told', async () => {
    const refreshSupport = true;
    const capabilities = { workspace: { inlayHint: { refreshSupport }, codeLens: { refreshSupport } } };
    const client = await start({ capabilities });
    client.open(limits, 'limits', nofile);
    await client.ask('textDocument/codeLens', limits);
    const told = Promise.all(['inlayHint', 'codeLens'].map((what) => client.outdated.next((said) => said === what)));
    client.write({ [`${root}/etc/sysctl.d/10-files.conf`]: nrOpen(1_000_000) });
    await told;
  });

  it('that are made or removed count or do not', async () => {
    const client = await start({ pull: true });
    client.open(limits, 'limits', nofile);
    await client.pull(limits);
    const path = `${root}/etc/sysctl.d/10-files.conf`;
    for (const [content, expected] of [
      [nrOpen(1_000_000), true],
      [undefined, false],
    ] as const) {
      const refreshed = client.refreshed.next();
      client.write({ [path]: content });
      await refreshed;
      // Without a setting the kernel's own value decides.
      const messages = (await client.pull(limits)).filter(({ code }) => code === tooMany).map(({ message }) => message);
      assert.equal(
        messages.some((message) => String(message).includes('1 000 000')),
        expected,
        String(content),
      );
    }
  });

  it('that are open stay as they are when they are removed from disk', async () => {
    const client = await start({ pull: true, files: { [sysctlPath]: nrOpen(1_000_000) } });
    client.open(sysctl, 'sysctl', misspelt);
    await client.pull(sysctl);
    const refreshed = client.refreshed.next();
    client.write({ [sysctlPath]: undefined });
    await refreshed;
    assert.deepEqual(shown(await client.pull(sysctl)), unknownKey(2));
    client.change(sysctl, { range: null, text: '' });
    assert.deepEqual(await client.pull(sysctl), []);
  });

  it('of another host say nothing', async () => {
    const client = await start({
      pull: true,
      files: { '/srv/web2/etc/sysctl.conf': nrOpen(1_000_000), [sysctlPath]: nrOpen(3_000_000) },
    });
    client.open(limits, 'limits', nofile);
    assert.equal(await speaks(client), false);
  });
});

describe('input files', () => {
  const modules = `${root}/etc/modules-load.d/firewall.conf`;
  const needsModule = ['0:0-20 3 sysctl/needs-module'];

  it('count from the moment they are made, in each of their states, until they are gone', async () => {
    const client = await start({ pull: true });
    client.open(sysctl, 'sysctl', 'net.nf_conntrack_max = 1000\n');
    assert.deepEqual(shown(await client.pull(sysctl)), needsModule);
    const states = [
      ['nf_conntrack\n', []],
      ['# nf_conntrack\n', needsModule],
      ['nf-conntrack\n', []],
      [undefined, needsModule],
    ] as const;
    for (const [content, expected] of states) {
      const refreshed = client.refreshed.next();
      client.write({ [modules]: content });
      await refreshed;
      assert.deepEqual(shown(await client.pull(sysctl)), expected, String(content));
    }
  });

  it('say which files of haproxy.cfg are loaded, when the unit or its variables are saved', async () => {
    const unitPath = `${root}/usr/lib/systemd/system/haproxy.service`;
    const unit = (start: string) =>
      `[Service]\nEnvironmentFile=-/etc/default/haproxy\nExecStart=/usr/sbin/haproxy -f /etc/haproxy/haproxy.cfg ${start}\n`;
    const variables = `${root}/etc/default/haproxy`;
    const part = `${root}/etc/haproxy/conf.d/b.cfg`;
    const client = await start({
      pull: true,
      files: { [unitPath]: unit('-f /etc/haproxy/conf.d'), [part]: 'backend b\n    server s 192.0.2.1:80\n' },
    });
    const uri = uriOf(`${root}/etc/haproxy/haproxy.cfg`);
    client.open(uri, 'haproxy', 'frontend x\n    bind :80\n    default_backend b\n');
    const lacksBackend = async () => shown(await client.pull(uri)).filter((each) => each.endsWith('undefined-backend'));
    const lacking = ['2:20-21 1 haproxy/undefined-backend'];
    assert.deepEqual(await lacksBackend(), []);
    const states: readonly (readonly [Record<string, string | undefined>, readonly string[]])[] = [
      [{ [unitPath]: unit('') }, lacking],
      [{ [unitPath]: unit('$EXTRAOPTS') }, lacking],
      [{ [variables]: 'EXTRAOPTS="-f /etc/haproxy/conf.d"\n' }, []],
      [{ [part]: undefined }, ['2:20-21 4 haproxy/undefined-backend']],
    ];
    for (const [files, expected] of states) {
      const refreshed = client.refreshed.next();
      client.write(files);
      await refreshed;
      assert.deepEqual(await lacksBackend(), expected, JSON.stringify(files));
    }
  });

  it('that the client opens as a document are not judged', async () => {
    const client = await start({ pull: true, files: { [modules]: 'nf_conntrack\n' } });
    client.open(sysctl, 'sysctl', 'net.nf_conntrack_max = 1000\n');
    assert.deepEqual(await client.pull(sysctl), []);
    client.open(uriOf(modules), 'plaintext', 'nf_conntrack\n');
    client.change(uriOf(modules), { range: null, text: 'nonsense\n' });
    assert.deepEqual(await client.pull(uriOf(modules)), []);
    assert.deepEqual(await client.pull(sysctl), [], 'what is not saved does not count');
  });
});

describe('what the server asks of the client', () => {
  it('is to watch files and to tell changed settings, where it can', async () => {
    const client = await start({
      pull: true,
      capabilities: {
        workspace: {
          didChangeWatchedFiles: { dynamicRegistration: true },
          didChangeConfiguration: { dynamicRegistration: true },
        },
      },
    });
    await client.ask('textDocument/hover', sysctl, { position: { line: 0, character: 0 } });
    assert.deepEqual(client.registered.toSorted(), [
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ]);
  });

  it('is nothing where it cannot', async () => {
    const client = await start({ pull: true });
    await client.ask('textDocument/hover', sysctl, { position: { line: 0, character: 0 } });
    assert.deepEqual(client.registered, []);
  });
});
