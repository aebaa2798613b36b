import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { CodeLens, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CapacityReportDocument } from '../../server/src/capacity/report.ts';
import { Client, type ClientOptions, range, uriOf } from './client.ts';

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
const path = `${root}/etc/haproxy/haproxy.cfg`;
const uri = uriOf(path);
const profilePath = `${root}/headroom.json`;
const haproxy = 'global\n  maxconn 10\n  nbthread 1\nfrontend www\n  bind :80\n';
const files = {
  [`${root}/etc/systemd/system/haproxy.service`]:
    '[Service]\nUser=haproxy\nExecStart=/usr/sbin/haproxy\nLimitNOFILE=40\n',
  [profilePath]: '{ "host": { "memory": "4GiB" } }\n',
};

/** A client that can make files, as VS Code can. */
const makesFiles = { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } } };

interface Written {
  readonly edit: WorkspaceEdit | null;
  readonly profile: string | null;
  readonly problems: readonly string[];
}

describe('headroom/capacityReport', () => {
  const descriptors = ({ budgets }: CapacityReportDocument) => budgets.find(({ id }) => id === 'descriptors');
  const need = (report: CapacityReportDocument) => descriptors(report)?.need.value;

  it('is the report of the host of a document, with places that the editor can open', async () => {
    const client = await start({ files });
    client.open(uri, 'haproxy', haproxy);
    const report = await client.ask<CapacityReportDocument>('headroom/capacityReport', uri);
    assert.equal(report.name, 'web1');
    assert.equal(need(report), 34);
    const maxconn = descriptors(report)?.inputs.find(({ name }) => name === 'maxconn');
    assert.deepEqual(maxconn?.source, { path: '/etc/haproxy/haproxy.cfg', line: 2, column: 11, uri });
  });

  it('leads to the line of the profile that says a fact, and to none for what is tried or said elsewhere', async () => {
    const client = await start({ files: { ...files, [profilePath]: '{ "host": {\n  "memory": "4GiB" } }\n' } });
    client.open(uri, 'haproxy', `# headroom: host cpus=2\n${haproxy}`);
    const ask = (whatIf?: unknown) => client.ask<CapacityReportDocument>('headroom/capacityReport', uri, { whatIf });
    const { host } = await ask();
    const place = { path: 'headroom.json', line: 2, column: 13, uri: uriOf(profilePath) };
    assert.deepEqual([host.memory?.place, host.cpus?.place], [place, undefined]);
    assert.equal((await ask({ memory: 2 ** 33 })).host.memory?.place, undefined);
  });

  it('follows what is typed, and tries numbers without a change to a file', async () => {
    const client = await start({ files });
    client.open(uri, 'haproxy', haproxy);
    const ask = (whatIf?: unknown) => client.ask<CapacityReportDocument>('headroom/capacityReport', uri, { whatIf });
    const tried = await ask({ maxconn: 14, memory: 'much', moon: 1 });
    assert.deepEqual([need(tried), tried.verdict, tried.whatIf], [42, 'exceeds', { maxconn: 14 }]);
    assert.deepEqual(tried.knobs[0]?.now, 10, 'what holds is still told');
    assert.equal(need(await ask()), 34);
    client.change(uri, { range: range(1, 10, 12), text: '11' });
    assert.equal(need(await ask()), 36);
  });

  it('tells a client that has not asked for lenses to do so, once: VS Code forgets it where a report takes the focus', async () => {
    const capabilities = { workspace: { codeLens: { refreshSupport: true } } };
    const client = await start({ files, capabilities });
    const toldOnce = client.outdated.next();
    client.open(uri, 'haproxy', haproxy);
    await toldOnce;
    const before = client.outdated.all.length;
    await client.ask('headroom/capacityReport', uri);
    await client.ask('headroom/capacityReport', uri);
    await client.ask('textDocument/codeLens', uri);
    assert.equal(client.outdated.all.length, before + 1);
  });

  it('says nothing of lenses to a client that has asked for them', async () => {
    const capabilities = { workspace: { codeLens: { refreshSupport: true } } };
    const client = await start({ files, capabilities });
    const told = client.outdated.next();
    client.open(uri, 'haproxy', haproxy);
    await told;
    const lenses = await client.ask<CodeLens[]>('textDocument/codeLens', uri);
    assert.equal(lenses[0]?.command?.command, 'headroom.showCapacityReport');
    const before = client.outdated.all.length;
    await client.ask('headroom/capacityReport', uri);
    await client.ask('textDocument/codeLens', uri);
    assert.equal(client.outdated.all.length, before);
  });

  it('is nothing for a document that is not open', async () => {
    const client = await start({ files });
    assert.equal(await client.ask('headroom/capacityReport', uri), null);
  });

  it('is told to be outdated to a client that listens, after a change', async () => {
    const client = await start({ files, pull: true, initializationOptions: { follows: true } });
    const first = client.changed.next();
    client.open(uri, 'haproxy', haproxy);
    await first;
    const second = client.changed.next();
    client.change(uri, { range: range(1, 10, 12), text: '11' });
    await second;
  });

  it('is not spoken of to other clients', async () => {
    const client = await start({ files });
    const published = client.published.next();
    client.open(uri, 'haproxy', haproxy);
    await published;
    assert.deepEqual(client.changed.all, []);
  });
});

describe('headroom/writeWhatIf', () => {
  it('writes what stands in haproxy.cfg there, and nothing else', async () => {
    const client = await start({ files });
    client.open(uri, 'haproxy', haproxy);
    const written = await client.ask<Written>('headroom/writeWhatIf', uri, {
      whatIf: { maxconn: 14, bufsize: 32_768 },
    });
    assert.deepEqual({ ...written, edit: null }, { edit: null, profile: null, problems: [] });
    client.apply(written.edit ?? {});
    assert.equal(
      client.document(uri).getText(),
      haproxy.replace('global', 'global\n  tune.bufsize 32768').replace('10', '14'),
    );
  });

  it('writes -n of the command line too, which goes before maxconn, but not into the unit of a package', async () => {
    const unit = '[Service]\nEnvironmentFile=-/etc/default/haproxy\nExecStart=/usr/sbin/haproxy $EXTRAOPTS';
    const variables = `${root}/etc/default/haproxy`;
    const packaged = `${root}/usr/lib/systemd/system/haproxy.service`;
    const client = await start({ files: { [packaged]: unit, [variables]: 'EXTRAOPTS="-n 20"\n' } });
    client.open(uri, 'haproxy', haproxy);
    const ask = () => client.ask<Written>('headroom/writeWhatIf', uri, { whatIf: { maxconn: 14 } });
    const { edit, problems } = await ask();
    assert.deepEqual(problems, []);
    assert.deepEqual(edit?.changes?.[uriOf(variables)], [{ range: range(0, 14, 16), newText: '14' }]);
    client.write({ [variables]: undefined, [packaged]: `${unit} -n 20` });
    assert.deepEqual((await ask()).problems, [
      "'-n' on the command line of the service goes before maxconn: it has to be changed too.",
    ]);
  });

  it('writes facts about the host into its profile, by the text that is not saved yet', async () => {
    const client = await start({ files });
    client.open(uri, 'haproxy', haproxy);
    const source = '// mine\n{ "host": { "memory": "4GiB" } }\n';
    const params = { whatIf: { memory: 6 * 1024 ** 3, tlsShare: 0.5 }, unsaved: { [uriOf(profilePath)]: source } };
    const { edit, profile, problems } = await client.ask<Written>('headroom/writeWhatIf', uri, params);
    assert.deepEqual({ profile, problems }, { profile: uriOf(profilePath), problems: [] });
    const document = TextDocument.create(uriOf(profilePath), 'jsonc', 1, source);
    const after = TextDocument.applyEdits(document, edit?.changes?.[uriOf(profilePath)] ?? []);
    assert.match(after, /^\/\/ mine\n/);
    assert.deepEqual(JSON.parse(after.slice('// mine'.length)), {
      host: { memory: '6GiB' },
      expected: { tlsShare: 0.5 },
    });
  });

  it('makes a profile where there is none, where the client keeps profiles', async () => {
    const client = await start({ capabilities: makesFiles });
    client.open(uri, 'haproxy', haproxy);
    const ask = (params: object) =>
      client.ask<Written>('headroom/writeWhatIf', uri, { whatIf: { connectionRate: 500 }, ...params });
    const made = await ask({ profileFolder: uriOf('/srv') });
    assert.equal(made.profile, uriOf('/srv/headroom.json'));
    assert.deepEqual(made.edit?.documentChanges?.[0], {
      kind: 'create',
      uri: uriOf('/srv/headroom.json'),
      options: { ignoreIfExists: true },
    });
    assert.equal((await ask({})).profile, uriOf(profilePath), 'else at the root of the host');
  });

  it('says what it cannot write', async () => {
    const client = await start();
    const ask = (whatIf: object) => client.ask<Written>('headroom/writeWhatIf', uri, { whatIf });
    client.open(uri, 'haproxy', '# headroom: host memory=1GiB\nglobal\n  maxconn "$MAXCONN"\n');
    const { edit, problems } = await ask({ maxconn: 5, memory: 2 * 1024 ** 3, connectionRate: 7 });
    assert.equal(edit, null);
    assert.equal(problems.length, 3);
    assert.match(problems[0] ?? '', /^maxconn on line 3 of haproxy\.cfg is .* filled in later/);
    assert.match(problems[1] ?? '', /^RAM is set by a '# headroom: host' line/);
    assert.match(problems[2] ?? '', /^There is no headroom\.json, and this editor makes no files/);
    assert.deepEqual(await ask({}), { edit: null, profile: null, problems: [] });
  });
});
