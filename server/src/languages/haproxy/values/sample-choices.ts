/** Arguments of fetches and converters that are one of a few words, for completion. */
import type { ValueSpec } from '../../../engine/signature.ts';

const choice = (...words: readonly string[]): ValueSpec => ({ kind: 'one-of', words, options: {} });
const units = choice('s', 'ms', 'us');
const conditions = choice('ifexists', 'ifnotexists', 'ifempty', 'ifnotempty', 'ifset', 'ifnotset', 'ifgt', 'iflt');
const acl: ValueSpec = { kind: 'name', words: ['acl'], options: {} };
const digests = choice('sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'md5');
const algorithms = choice(
  ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'],
  ...['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'],
);

const choices: Readonly<Record<string, readonly (ValueSpec | undefined)[]>> = {
  'converter/aes_cbc_dec': [choice('128', '192', '256')],
  'converter/aes_cbc_enc': [choice('128', '192', '256')],
  'converter/aes_gcm_dec': [choice('128', '192', '256')],
  'converter/aes_gcm_enc': [choice('128', '192', '256')],
  'converter/digest': [digests],
  'converter/hmac': [digests],
  'converter/http_date': [undefined, units],
  'converter/json': [choice('ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps')],
  'converter/json_query': [undefined, choice('int')],
  'converter/jwt_header_query': [undefined, choice('int')],
  'converter/jwt_payload_query': [undefined, choice('int')],
  'converter/jwt_verify': [algorithms],
  'converter/jwt_verify_cert': [algorithms],
  'converter/regsub': [undefined, undefined, choice('g', 'i', 'ig')],
  'converter/set-var': [undefined, conditions, conditions, conditions, conditions],
  'converter/sha2': [choice('224', '256', '384', '512')],
  'converter/url_enc': [choice('query')],
  'converter/when': [choice('stopping', 'normal', 'error', 'forwarded', 'toapplet', 'processed', 'acl'), acl],
  'fetch/accept_date': [units],
  'fetch/acl': Array.from({ length: 12 }, () => acl),
  'fetch/bc_rtt': [choice('us', 'ms')],
  'fetch/bc_rttvar': [choice('us', 'ms')],
  'fetch/bool': [choice('true', 'false')],
  'fetch/date': [undefined, units],
  'fetch/fc_rtt': [choice('us', 'ms')],
  'fetch/fc_rttvar': [choice('us', 'ms')],
  'fetch/meth': [choice('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE')],
  'fetch/query': [choice('with_qm')],
  'fetch/request_date': [units],
  'fetch/uuid': [choice('4', '7')],
};

/** What may be written as an argument, where it is one of a few words or a name. */
export function choicesOf(id: string, index: number): ValueSpec | undefined {
  return choices[id]?.[index];
}
