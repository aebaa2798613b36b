/**
 * Queues of listening sockets. What HAProxy asks for is cut to `somaxconn` without a word (`__sys_listen`, net/socket.c), and the
 * kernel takes one more than that (`sk_acceptq_is_full` asks for more than the length, include/net/sock.h). Measured on HAProxy
 * 2.4 to 3.5-dev5: docs/measured.md.
 */
import { type Budget, worstCase } from './budget.ts';
import { maxconnOf } from './descriptors.ts';
import type { CapacityInputs } from './inputs.ts';
import { expectedLoad } from './load.ts';
import type { BindPart, ProxyPart } from './proxy-model.ts';
import { assumed, constant, product, type Quantity, renamed, roundedUp, smallest, sum } from './quantity.ts';

/** Seconds for which HAProxy may be busy with something else than taking connections. */
const pause = 0.1;

/** The shortest queue of a listener over TCP. */
export function queueBudgets(inputs: CapacityInputs): readonly Budget[] {
  const queues = listenersOf(inputs).map(({ part, bind }) => ({ part, bind, have: acceptQueue(inputs, part, bind) }));
  const [shortest] = queues.sort((a, b) => (a.have.value ?? Infinity) - (b.have.value ?? Infinity));
  if (!shortest) return [];
  const { part, bind, have } = shortest;
  return [
    worstCase({
      id: 'accept-queue',
      of: part.name,
      title: 'Queue of new connections',
      need: queueNeeded(inputs),
      have,
      notes: [
        'It is what comes while HAProxy takes no connections for a moment; beyond it clients try again after a second.',
        'Each of the sockets that `shards` makes has a queue of its own.',
      ],
      place: bind.place,
    }),
  ];
}

/** Bind lines over TCP, with their proxies. */
export function listenersOf({
  proxy,
}: CapacityInputs): readonly { readonly part: ProxyPart; readonly bind: BindPart }[] {
  return (proxy?.proxies ?? []).flatMap((part) =>
    part.binds.filter(({ local, quic }) => !local && !quic).map((bind) => ({ part, bind })),
  );
}

/** Connections that can wait until HAProxy takes them. */
export function acceptQueue(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  return sum('connections that can wait', 'connections', [
    backlogGranted(inputs, part, bind),
    constant('one more', 1, 'connections', 'Linux compares with more than the length'),
  ]);
}

/** What the kernel makes of the backlog. */
function backlogGranted(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const asked = backlogAsked(inputs, part, bind);
  return smallest('backlog', 'connections', [asked, inputs.sysctl('net.core.somaxconn')]);
}

/** What HAProxy asks for: `listener_backlog` (src/listener.c), the same in all releases since 2.4. */
export function backlogAsked(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const written = [bind.backlog, part.backlog, bind.maxconn, part.maxconn].find(
    (each) => each !== undefined && each.value !== 0,
  );
  return renamed(written?.name ?? 'maxconn', written ?? maxconnOf(inputs));
}

/**
 * Connections whose handshake is under way. Since 4.4 their number has the same bound as the queue of finished ones; only without
 * cookies `tcp_max_syn_backlog` bounds it as well, to three quarters (`tcp_conn_request`, net/ipv4/tcp_input.c).
 */
export function synQueue(inputs: CapacityInputs, part: ProxyPart, bind: BindPart): Quantity {
  const granted = backlogGranted(inputs, part, bind);
  if (inputs.sysctl('net.ipv4.tcp_syncookies').value !== 0) return renamed('handshakes under way', granted);
  const share = constant('share', 0.75, 'share', 'the rest is for hosts that are known');
  const most = product('tcp_max_syn_backlog', 'connections', [inputs.sysctl('net.ipv4.tcp_max_syn_backlog'), share]);
  return smallest('handshakes under way', 'connections', [granted, most]);
}

/** What comes within a pause. */
function queueNeeded(inputs: CapacityInputs): Quantity {
  const name = 'new connections in a pause';
  const during = product(name, 'connections', [
    expectedLoad(inputs).connectionRate,
    assumed('pause', pause, 'seconds', 'a tenth of a second in which HAProxy takes no connections'),
  ]);
  return roundedUp(name, 'connections', during);
}
