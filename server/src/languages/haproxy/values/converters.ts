/**
 * The words behind a sample expression that go on with it: a converter, and more behind commas. HAProxy takes a word for one
 * as long as it knows the name; any other word ends the expression and is left to whoever reads the line
 * (`sample_parse_expr` in its src/sample.c).
 */
import type { ValueKind } from '../../../engine/values/kind.ts';
import { table } from '../facts/tables.ts';
import { readSample } from './sample.ts';

const leadingName = /^[\w.:+-]+/;

export const converters: ValueKind = {
  name: 'converters',
  token: 'function',
  accepts(text) {
    const name = leadingName.exec(text)?.[0];
    return name !== undefined && (name.startsWith('lua.') || table('converter')?.get(name) !== undefined);
  },
  nested(words, _spec, context, into) {
    const word = words[0];
    if (word) readSample(word, context, into, { first: 'converter' });
  },
  expects: () => 'a converter such as lower',
};
