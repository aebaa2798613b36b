/**
 * Where samples are evaluated: a fetch gives something only at some points of the way through HAProxy, and each directive
 * evaluates at its own (`SMP_VAL_*` in HAProxy's include/haproxy/sample-t.h). A sample elsewhere is refused; a condition is
 * only warned of.
 */
import { clipped } from '../../../engine/nearest.ts';
import type { JoinContext, Joined } from '../../../engine/slots.ts';
import { failed } from './mistakes.ts';
import type { SampleReading } from './sample.ts';

/** Positions in `KeywordRow.where`. */
const point = {
  connection: 0,
  session: 1,
  frontendContent: 2,
  frontendRequest: 3,
  useBackend: 5,
  backendContent: 6,
  backendRequest: 7,
  chooseServer: 9,
  connectServer: 10,
  backendResponseContent: 11,
  backendResponse: 12,
  storeResponse: 14,
  frontendResponseContent: 15,
  frontendResponse: 16,
  log: 18,
  check: 19,
  configuration: 20,
} as const;

/** Where a directive evaluates in sections with a frontend, and in those with a backend. */
interface Site {
  readonly front: number;
  readonly back: number;
}

const at = (front: number, back = front): Site => ({ front, back });
const request = at(point.frontendRequest, point.backendRequest);
const response = at(point.frontendResponse, point.backendResponse);

type Use = 'sample' | 'log-format' | 'condition';

const everyUse: Readonly<Record<string, Site>> = {
  'http-request': request,
  redirect: request,
  'http-response': response,
  'http-after-response': response,
  'tcp-request connection': at(point.connection),
  'tcp-request session': at(point.session),
  'tcp-request content': at(point.frontendContent, point.backendContent),
  'tcp-response content': at(point.frontendResponseContent, point.backendResponseContent),
};

const byUse: Readonly<Record<Use, Readonly<Record<string, Site>>>> = {
  sample: {
    ...everyUse,
    balance: at(point.chooseServer),
    'http-check set-var': at(point.check),
    server: at(point.connectServer),
    'server-template': at(point.connectServer),
    'set-var': at(point.configuration),
    'stick match': at(point.chooseServer),
    'stick on': at(point.chooseServer),
    'stick store-request': at(point.chooseServer),
    'stick store-response': at(point.storeResponse),
    'tcp-check set-var': at(point.check),
  },
  'log-format': {
    ...everyUse,
    'error-log-format': at(point.log),
    'http-check expect': at(point.check),
    'http-check send': at(point.check),
    'http-check set-var-fmt': at(point.check),
    'log-format': at(point.log),
    'log-format-sd': at(point.log),
    'set-var-fmt': at(point.configuration),
    'tcp-check expect': at(point.check),
    'tcp-check send-binary-lf': at(point.check),
    'tcp-check send-lf': at(point.check),
    'tcp-check set-var-fmt': at(point.check),
    'unique-id-format': request,
    'use-server': at(point.frontendRequest),
    use_backend: at(point.frontendRequest),
  },
  condition: {
    ...everyUse,
    'force-persist': at(point.backendContent),
    'ignore-persist': at(point.backendContent),
    'stick match': at(point.chooseServer),
    'stick on': at(point.chooseServer),
    'stick store-request': at(point.chooseServer),
    'stick store-response': at(point.storeResponse),
    'use-server': at(point.chooseServer),
    use_backend: at(point.useBackend),
  },
};

/** Says where a fetch has no value in the line it stands in. */
export function judgePlace(sample: SampleReading, use: Use, { directive, section }: JoinContext, into: Joined): void {
  const { name } = sample;
  const where = sample.fetch?.where;
  if (!where || !directive || failed(into)) return;
  const site = byUse[use][directive.name];
  if (!site) return;
  const front = section.kind !== 'backend' && where.charAt(site.front) === 'Y';
  const back = section.kind !== 'frontend' && where.charAt(site.back) === 'Y';
  if (front || back) return;
  into.problems.push({
    code: use === 'condition' ? 'condition-out-of-place' : 'sample-out-of-place',
    start: name.start,
    end: name.end,
    detail: `'${clipped(name.text)}' has no value in '${directive.name}': there is one only ${describePoints(where)}.`,
  });
}

const groups: readonly (readonly [from: number, to: number, name: string])[] = [
  [0, 1, 'when a connection comes in'],
  [2, 9, 'while the request is handled'],
  [10, 10, 'when the server is connected'],
  [11, 17, 'while the response is handled'],
  [18, 18, 'in logs'],
  [19, 19, 'in health checks'],
];

function describePoints(where: string): string {
  const names = groups.flatMap(([from, to, name]) => (where.slice(from, to + 1).includes('Y') ? [name] : []));
  const last = names.pop() ?? 'on the command line';
  return names.length > 0 ? `${names.join(', ')} or ${last}` : last;
}
