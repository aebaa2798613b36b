// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what systemd fills in is part of the subject.
/** What the command line of a unit says to the capacity of its proxy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startedWith } from '../../server/src/capacity/start-command.ts';
import { serviceUnit } from '../../server/src/host/service-unit.ts';

const path = '/srv/a/etc/systemd/system/haproxy.service';
const variables = '/srv/a/etc/default/haproxy';

function started(files: Readonly<Record<string, string>>) {
  const inputs = Object.entries(files).map(([path, text]) => ({ path, text }));
  return startedWith(serviceUnit({ inputs, host: {} }) ?? assert.fail('there is no unit'), inputs);
}

function said(...lines: readonly string[]) {
  const { maxconn, ...rest } = started({ [path]: ['[Service]', ...lines, ''].join('\n') });
  return { ...rest, ...(maxconn && { maxconn: maxconn.value }) };
}

describe('the command that starts the proxy', () => {
  it('says nothing where the unit has none', () => {
    assert.deepEqual(said('User=haproxy'), {});
  });

  it('has a master and its sockets, by way of variables too', () => {
    const start = 'ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS';
    assert.deepEqual(said(start), { masterWorker: true, masterSockets: 0 });
    assert.deepEqual(
      said('Environment="CONFIG=/etc/haproxy.cfg" PIDFILE=/run/haproxy.pid "EXTRAOPTS=-S /run/a -S /run/b"', start),
      {
        masterWorker: true,
        masterSockets: 2,
      },
    );
  });

  it('may limit connections and memory', () => {
    assert.deepEqual(said('ExecStart=/usr/sbin/haproxy -db -n 2000 -m 512 -f /etc/haproxy.cfg'), {
      masterWorker: false,
      masterSockets: 0,
      maxconn: 2000,
      memoryLimited: true,
    });
    assert.deepEqual(said('ExecStart=/usr/sbin/haproxy -n 0'), { masterWorker: false, masterSockets: 0 });
    assert.equal(said('ExecStart=/usr/sbin/haproxy -n 2147483647').maxconn, 2_147_483_647);
    assert.equal(said('ExecStart=/usr/sbin/haproxy -n 2147483648').maxconn, undefined, 'there is no room for it');
  });

  it('is read around variables that nobody knows', () => {
    const dropIn = '/srv/a/etc/systemd/system/haproxy.service.d/a.conf';
    const start = 'ExecStart=\nExecStart=/usr/sbin/haproxy -f $CONFIG -p $PIDFILE $EXTRAOPTS -Ws -S $SOCKET -n 7 -m %H';
    const { maxconn, ...rest } = started({ [dropIn]: `[Service]\n${start}\n` });
    assert.deepEqual({ ...rest, maxconn: maxconn?.value }, { masterWorker: true, masterSockets: 1, maxconn: 7 });
  });

  it('is nothing where something else is started', () => {
    assert.deepEqual(said('ExecStart=/bin/sh -c "haproxy -Ws -n 2000"'), {});
    assert.deepEqual(said('ExecStart=/usr/bin/docker run /usr/sbin/haproxy -W'), {});
    assert.deepEqual(
      said('ExecStart=/usr/sbin/haproxy -W', 'ExecStart=/usr/sbin/haproxy -W'),
      {},
      'systemd refuses two',
    );
  });

  it('takes its number of connections from the line of a file of variables, and knows its columns', () => {
    const unit = (start: string) => `[Service]\nEnvironmentFile=-/etc/default/haproxy\nExecStart=${start}\n`;
    const of = (start: string, file: string) => started({ [path]: unit(start), [variables]: file }).maxconn;
    const place = (line: number, start: number, end: number) => ({ path: variables, line, start, end });
    const options = of('/usr/sbin/haproxy -W $EXTRAOPTS', '# more\nEXTRAOPTS="-m 5000 -n 5000"\n');
    assert.equal(options?.value, 5000);
    assert.deepEqual(options?.source, { from: '-n of EXTRAOPTS (/etc/default/haproxy)', place: place(1, 22, 26) });
    const lines = of('/usr/sbin/haproxy -W $EXTRAOPTS', 'EXTRAOPTS="-W \\\n  -n 70 \\\n  -m 9"\nOTHER="-n 70"\n');
    assert.deepEqual(lines?.source?.place, place(1, 5, 7), 'a value of several lines');
    const alone = of('/usr/sbin/haproxy -n ${MAXCONN}', 'PORT=4000\nMAXCONN=4000\n');
    assert.deepEqual(alone?.source, { from: '-n of MAXCONN (/etc/default/haproxy)', place: place(1, 8, 12) });
    const twice = of('/usr/sbin/haproxy $A', 'A="-n 10 -n 10"\n');
    assert.deepEqual(twice?.source, { from: '-n of A (/etc/default/haproxy)' }, 'nobody knows which to change');
    const unitLine = of('/usr/sbin/haproxy -n 10', '')?.source?.place;
    assert.deepEqual(unitLine, { path, line: 2, start: 31, end: 33 });
  });
});
