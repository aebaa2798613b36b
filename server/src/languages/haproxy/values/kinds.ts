/** The value kinds of HAProxy's signatures. */
import {
  address,
  addressList,
  anything,
  integer,
  name,
  numberLoose,
  oneOf,
  path,
  regex,
  text,
} from '../../../engine/values/common.ts';
import { type ValueKind, valueKinds } from '../../../engine/values/kind.ts';
import { aclDefinition, aclFlag, aclPattern, condition, conditionOperator } from './condition.ts';
import { logFormat } from './log-format.ts';
import { sample } from './sample.ts';
import { duration, size } from './time-and-size.ts';

/** An expression of the preprocessor: the words behind `.if`. */
const condExpr: ValueKind = {
  name: 'cond-expr',
  token: 'string',
  extent: 'rest',
  expects: () => 'an expression such as feature(QUIC)',
};

/** Binary data that a health check sends or expects. */
const bytes: ValueKind = { name: 'bytes', token: 'string', expects: () => 'bytes in hexadecimal, two digits each' };

export const haproxyKinds = valueKinds(
  aclDefinition,
  aclFlag,
  aclPattern,
  address,
  addressList,
  anything,
  bytes,
  condExpr,
  condition,
  conditionOperator,
  duration,
  integer,
  logFormat,
  name,
  numberLoose,
  oneOf,
  path,
  regex,
  sample,
  size,
  text,
);
