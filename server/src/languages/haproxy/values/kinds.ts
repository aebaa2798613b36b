/** The value kinds of HAProxy's signatures. */
import { anything, integer, numberLoose, oneOf, path, text } from '../../../engine/values/common.ts';
import { type ValueKind, valueKinds } from '../../../engine/values/kind.ts';
import { aclDefinition, aclFlag, aclPattern } from './acl-definition.ts';
import { address, host, peerAddress, transparentSource } from './address.ts';
import { fileMode, ignoredErrors, quicAlgorithm, savedSyn, segmentSize, shards } from './bind-values.ts';
import { bytes, checkPort, statusCodes } from './check-values.ts';
import { checkVersion } from './check-version.ts';
import { choice, choices } from './choice.ts';
import { condition, conditionOperator } from './condition.ts';
import { converters } from './converters.ts';
import { dynamicName } from './dynamic-name.ts';
import { cookieAttribute, cookieDomain, redirectCode } from './http-values.ts';
import { ignored } from './ignored.ts';
import { logFormat } from './log-format.ts';
import { number } from './number.ts';
import { numberOrSample, sizeOrSample, timeOrSample } from './or-sample.ts';
import { randomDraws } from './random-draws.ts';
import { regex } from './regex.ts';
import { sample } from './sample.ts';
import { sampleRanges } from './sample-ranges.ts';
import { serverCount } from './server-count.ts';
import { guid, initAddr, networks, serverOrigin } from './server-values.ts';
import { stickStore } from './stick-store.ts';
import { processSet, threadSet } from './thread-set.ts';
import { duration, size } from './time-and-size.ts';
import { word } from './word.ts';

/** An expression of the preprocessor: the words behind `.if`. */
const condExpr: ValueKind = {
  name: 'cond-expr',
  token: 'string',
  extent: 'rest',
  expects: () => 'an expression such as feature(QUIC)',
};

export const haproxyKinds = valueKinds(
  aclDefinition,
  aclFlag,
  aclPattern,
  address,
  anything,
  bytes,
  checkPort,
  checkVersion,
  choice,
  choices,
  condExpr,
  condition,
  conditionOperator,
  converters,
  cookieAttribute,
  cookieDomain,
  duration,
  fileMode,
  guid,
  host,
  ignored,
  ignoredErrors,
  initAddr,
  integer,
  logFormat,
  dynamicName,
  networks,
  number,
  numberLoose,
  numberOrSample,
  oneOf,
  path,
  peerAddress,
  processSet,
  quicAlgorithm,
  randomDraws,
  redirectCode,
  regex,
  sample,
  sampleRanges,
  savedSyn,
  segmentSize,
  serverCount,
  serverOrigin,
  shards,
  size,
  sizeOrSample,
  statusCodes,
  stickStore,
  text,
  timeOrSample,
  word,
  threadSet,
  transparentSource,
);
