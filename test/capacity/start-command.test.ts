/** What the command line of a unit says to the capacity of its proxy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCommand } from '../../server/src/capacity/start-command.ts';
import { serviceUnit } from '../../server/src/host/service-unit.ts';

function said(...lines: readonly string[]) {
  const path = '/etc/systemd/system/haproxy.service';
  const unit = serviceUnit({
    inputs: [{ path, text: ['[Service]', ...lines, ''].join('\n') }],
    host: {},
  });
  const { maxconn, ...rest } = startCommand(unit ?? assert.fail('there is no unit'));
  return { ...rest, ...(maxconn && { maxconn: maxconn.value }) };
}

describe('the command that starts the proxy', () => {
  it('says nothing where the unit has none', () => {
    assert.deepEqual(said('User=haproxy'), {});
  });

  it('has a master and its sockets, by way of variables too', () => {
    const start = 'ExecStart=/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS';
    assert.deepEqual(said(start), { masterWorker: true, masterSockets: 0 });
    assert.deepEqual(said('Environment="CONFIG=/etc/haproxy.cfg" "EXTRAOPTS=-S /run/a -S /run/b"', start), {
      masterWorker: true,
      masterSockets: 2,
    });
  });

  it('may limit connections and memory', () => {
    assert.deepEqual(said('ExecStart=/usr/sbin/haproxy -db -n 2000 -m 512 -f /etc/haproxy.cfg'), {
      masterWorker: false,
      masterSockets: 0,
      maxconn: 2000,
      memoryLimited: true,
    });
    assert.deepEqual(said('ExecStart=/usr/sbin/haproxy -n 0'), { masterWorker: false, masterSockets: 0 });
  });
});
