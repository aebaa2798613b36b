/**
 * What single fetches and converters want of their arguments beyond the types: the `val_args` functions of HAProxy's
 * registration tables. Each entry says in whose words it checks.
 */
import { nearest, quotedList } from '../../../engine/nearest.ts';
import { compareVersions } from '../../../engine/version.ts';
import { isDigest } from './digests.ts';
import { variableMistake } from './variables.ts';

/** Which argument is wrong, and why, as a clause behind "because". */
export interface CheckFailure {
  readonly index: number;
  readonly clause: string;
  readonly candidates?: readonly string[];
}

/** @param args the texts of the arguments that are there */
export type Check = (args: readonly string[], version: string) => CheckFailure | undefined;

const fail = (index: number, clause: string): CheckFailure => ({ index, clause });

/** One of a list of words; an argument that is left out is fine. */
function oneOfWords(index: number, words: readonly string[], empty = false): Check {
  return (args) => {
    const text = args[index];
    if (text === undefined || words.includes(text) || (empty && text === '')) return undefined;
    return { index, clause: `it is none of ${quotedList(words)}`, candidates: nearest(text, words) };
  };
}

const units = ['s', 'ms', 'us'];
const whole = /^[+-]?\d*$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isVariable = (text: string, version: string): boolean => variableMistake(text, version) === undefined;

const variableAt =
  (index: number, mayBeEmpty = false): Check =>
  (args, version) => {
    const text = args[index] ?? '';
    if (mayBeEmpty && text === '') return undefined;
    const clause = variableMistake(text, version);
    return clause === undefined ? undefined : fail(index, clause);
  };

/** An integer or a variable (`check_operator`). */
const operand =
  (index: number, least = Number.NEGATIVE_INFINITY): Check =>
  (args, version) => {
    const text = args[index];
    if (text === undefined || isVariable(text, version)) return undefined;
    if (!whole.test(text)) return fail(index, 'it is neither an integer nor the name of a variable');
    return Number(text || 0) < least ? fail(index, `it is less than ${least}`) : undefined;
  };

/** Base64, or a variable that holds it (`sample_check_arg_base64`). */
const secret =
  (index: number): Check =>
  (args, version) => {
    const text = args[index];
    if (text === undefined || isVariable(text, version) || base64.test(text)) return undefined;
    return fail(index, 'it is neither Base64 nor the name of a variable');
  };

const all =
  (...checks: readonly Check[]): Check =>
  (args, version) => {
    for (const check of checks) {
      const found = check(args, version);
      if (found) return found;
    }
    return undefined;
  };

const digest: Check = ([name = '']) =>
  isDigest(name)
    ? undefined
    : {
        index: 0,
        clause: 'OpenSSL knows no such digest',
        candidates: nearest(name, ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'md5'], 1),
      };

const numberAmong =
  (index: number, words: readonly string[], clause: string): Check =>
  (args) => {
    const text = args[index];
    return text === undefined || words.includes(String(Number(text))) ? undefined : fail(index, clause);
  };

/** `field` and `word` count from 1 or, from the end, from -1 (`sample_conv_field_check`). */
const field: Check = ([index = '', separators = '']) => {
  if (Number(index || 0) === 0) return fail(0, 'fields are counted from 1, or from -1 at the end');
  return separators === '' ? fail(1, 'at least one separator is needed') : undefined;
};

const bytes: Check = (args, version) =>
  compareVersions(version, '3.0') < 0 ? undefined : (operand(0, 0)(args, version) ?? operand(1, 1)(args, version));

const decimals: Check = (args) => {
  const size = Number(args[1] || 0);
  if (size < 1 || size > 8) return fail(1, 'chunks are from 1 to 8 bytes long');
  return truncate(args);
};

const hexadecimals: Check = (args) => {
  const size = Number(args[1] || 0);
  if (size <= 0 && ((args[0] ?? '') !== '' || Number(args[2] || 0) !== 0))
    return fail(1, 'a separator needs chunks of at least one byte');
  return truncate(args);
};

function truncate(args: readonly string[]): CheckFailure | undefined {
  return [0, 1].includes(Number(args[2] || 0)) ? undefined : fail(2, 'it is neither 0 nor 1');
}

const regexFlags: Check = ([, , flags = '']) =>
  /^[ig]*$/.test(flags) ? undefined : fail(2, "only the flags 'i' and 'g' exist");

/** Of the algorithm only as many letters are compared as are written (`jwt_parse_alg`). */
const jwtAlgorithm: Check = ([name = ''], version) => {
  if (isVariable(name, version) || name === 'none') return undefined;
  const found = /^[HREP]S(?:256|384|512)$/.test(name);
  if (found && (name[0] !== 'P' || compareVersions(version, '2.8') >= 0)) return undefined;
  return fail(0, found ? 'this release knows no RSASSA-PSS' : 'it is no algorithm of JSON web tokens');
};

const setConditions = ['ifexists', 'ifnotexists', 'ifempty', 'ifnotempty', 'ifset', 'ifnotset', 'ifgt', 'iflt'];

const setVariable: Check = (args, version) =>
  variableAt(0)(args, version) ?? all(...[1, 2, 3, 4].map((index) => oneOfWords(index, setConditions)))(args, version);

const addItem: Check = (args, version) =>
  variableAt(1, true)(args, version) ??
  ((args[1] ?? '') === '' && (args[2] ?? '') === '' ? fail(1, 'either a variable or a suffix is needed') : undefined);

const delimiter: Check = ([, mark], version) => {
  if (mark === undefined || mark.length === 1) return undefined;
  if (/^0x[\dA-Fa-f]{2}$/.test(mark) && compareVersions(version, '3.5') >= 0) return undefined;
  return fail(1, 'a delimiter is exactly one character');
};

const aes: Check = (args, version) =>
  numberAmong(0, ['128', '192', '256'], 'keys have 128, 192 or 256 bits')(args, version) ??
  secret(1)(args, version) ??
  secret(2)(args, version);

const payload: Check = (args) => {
  const [first = 0, length = 0] = args.slice(0, 2).map((text) => Number(text || 0));
  if (first < 0) return fail(0, 'it is negative');
  if (length === 0) return fail(1, 'it is zero');
  if (args[2] === undefined || args[2] === '') return undefined;
  if (!whole.test(args[2])) return fail(2, 'it is no integer');
  return first + length + Number(args[2]) < 0 ? fail(2, 'it points before the start') : undefined;
};

const occurrence: Check = ([, number]) =>
  number !== undefined && Number(number) < -10 ? fail(1, 'headers are counted from the end up to -10') : undefined;

const tlvNames = [
  ...['ALPN', 'AUTHORITY', 'CRC32C', 'NOOP', 'UNIQUE_ID', 'SSL', 'SSL_VERSION', 'SSL_CN'],
  ...['SSL_CIPHER', 'SSL_SIG_ALG', 'SSL_KEY_ALG', 'NETNS'],
];

const tlvNumber = /^([+-]?)(0[xX][\dA-Fa-f]+|\d+)$/;
/** What `strtoul` answers for any number that its 64 bits cannot hold. */
const allBits = 0xffff_ffff_ffff_ffffn;

/** `strtoul` reads the number, and only its lower 32 bits are looked at (`smp_check_tlv_type` in src/connection.c). */
function isTlvNumber(text: string): boolean {
  const [, sign, digits = ''] = tlvNumber.exec(text) ?? [];
  if (digits === '') return false;
  const read = BigInt(digits.length > 24 ? allBits + 1n : digits);
  const number = read > allBits ? allBits : sign === '-' ? -read : read;
  return BigInt.asUintN(32, number) <= 255n;
}

const tlv: Check = ([name = '']) => {
  if (tlvNames.includes(name.toUpperCase())) return undefined;
  return isTlvNumber(name)
    ? undefined
    : {
        index: 0,
        clause: 'it is neither the name of a TLV nor a number up to 255',
        candidates: nearest(name, tlvNames),
      };
};

const whenWords = ['stopping', 'normal', 'error', 'forwarded', 'toapplet', 'processed', 'acl'];

const when: Check = ([written = '', name = '']) => {
  const word = written.replace(/^!/, '');
  if (!whenWords.includes(word))
    return { index: 0, clause: `it is none of ${quotedList(whenWords)}`, candidates: nearest(word, whenWords) };
  return word === 'acl' && name === '' ? fail(0, 'the name of the ACL is missing') : undefined;
};

const jsonOutput = oneOfWords(1, ['int'], true);
const dateUnit = oneOfWords(1, units);
const firstUnit = oneOfWords(0, units);
const roundTrip = oneOfWords(0, ['us', 'ms']);
const dn: Check = oneOfWords(2, ['rfc2253'], true);
const protobufTypes = [
  ...['int32', 'uint32', 'sint32', 'int64', 'uint64', 'sint64', 'bool', 'enum'],
  ...['fixed32', 'sfixed32', 'float', 'fixed64', 'sfixed64', 'double'],
];

const each = (check: Check, ...names: readonly string[]): [string, Check][] => names.map((name) => [name, check]);

export const converterChecks: ReadonlyMap<string, Check> = new Map([
  ...each(operand(0), 'add', 'and', 'div', 'mod', 'mul', 'or', 'sub', 'xor'),
  ...each(field, 'field', 'word'),
  ...each(variableAt(0), 'secure_memcmp', 'strcmp', 'unset-var'),
  ...each(decimals, 'be2dec', 'le2dec'),
  ...each(aes, 'aes_gcm_dec', 'aes_gcm_enc', 'aes_cbc_dec', 'aes_cbc_enc'),
  ...each(jwtAlgorithm, 'jwt_verify', 'jwt_verify_cert'),
  ...each(jsonOutput, 'jwt_header_query', 'jwt_payload_query'),
  ...each(oneOfWords(1, protobufTypes), 'protobuf', 'ungrpc'),
  ['add_item', addItem],
  ['be2hex', hexadecimals],
  ['bytes', bytes],
  ['concat', variableAt(1, true)],
  ['digest', digest],
  ['hmac', all(digest, secret(1))],
  ['http_date', dateUnit],
  ['json', oneOfWords(0, ['ascii', 'utf8', 'utf8s', 'utf8p', 'utf8ps'], true)],
  ['json_query', all(([path = '']) => (path === '' ? fail(0, 'the path is missing') : undefined), jsonOutput)],
  ['jwt_decrypt_secret', secret(0)],
  ['param', delimiter],
  ['regsub', regexFlags],
  ['set-var', setVariable],
  ['sha2', numberAmong(0, ['224', '256', '384', '512'], 'it is none of 224, 256, 384 and 512')],
  ['url_enc', oneOfWords(0, ['query'], true)],
  ['when', when],
]);

export const fetchChecks: ReadonlyMap<string, Check> = new Map([
  ...each(occurrence, 'hdr', 'hdr_ip', 'hdr_val', 'req.fhdr', 'req.hdr', 'req.hdr_ip', 'req.hdr_val'),
  ...each(occurrence, 'res.fhdr', 'res.hdr', 'res.hdr_ip', 'res.hdr_val', 'shdr', 'shdr_ip', 'shdr_val'),
  ...each(dn, 'ssl_c_i_dn', 'ssl_c_r_dn', 'ssl_c_s_dn', 'ssl_f_i_dn', 'ssl_f_s_dn', 'ssl_s_i_dn', 'ssl_s_s_dn'),
  ...each(roundTrip, 'fc_rtt', 'fc_rttvar', 'bc_rtt', 'bc_rttvar'),
  ...each(firstUnit, 'accept_date', 'request_date'),
  ...each(payload, 'payload_lv', 'req.payload_lv', 'res.payload_lv'),
  ...each(
    ([name = '']) => (name.length === 4 ? undefined : fail(0, 'a token has exactly 4 letters')),
    'distcc_body',
    'distcc_param',
  ),
  [
    'bool',
    ([word = '']) =>
      /^(?:true|false|0|1)$/i.test(word) ? undefined : fail(0, "it is none of 'true', 'false', '0' and '1'"),
  ],
  [
    'bin',
    ([digits = '']) =>
      /^(?:[\dA-Fa-f]{2})+$/.test(digits) ? undefined : fail(0, 'bytes are written as two hexadecimal digits each'),
  ],
  ['date', dateUnit],
  ['fc_pp_tlv', tlv],
  ['meth', ([name = '']) => (/^[!#$%&'*+.^`|~\w-]*$/.test(name) ? undefined : fail(0, 'it is no HTTP method'))],
  ['query', oneOfWords(0, ['with_qm'], true)],
  [
    'uuid',
    (args, version) =>
      compareVersions(version, '2.9') < 0
        ? numberAmong(0, ['4'], 'only version 4 exists here')(args, version)
        : numberAmong(0, ['4', '7'], 'it is neither 4 nor 7')(args, version),
  ],
  ['var', variableAt(0)],
]);
