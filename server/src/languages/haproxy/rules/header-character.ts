import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { describeTarget } from '../sections.ts';

const outside = /[^\w!#$%&'*+.^`|~-]/;

/** The warning of `parse_http_set_header` in HAProxy's src/http_act.c: it sends the header all the same. */
export const headerCharacter: Rule = {
  id: 'haproxy/header-character',
  title: 'A header name with a character that no header name has',
  severity: 'warning',
  problems: ['header-character'],
  problem({ start, end }, { text }, { host }) {
    const written = text.slice(start, end);
    const name = /^([\w.-]+):$/.exec(written)?.[1];
    const character = outside.exec(written.slice(1))?.[0] ?? outside.exec(written)?.[0] ?? ':';
    return {
      start,
      end,
      message: `${describeTarget(host)} warns of '${character}' in the header name '${clipped(written)}': it is sent as it stands, and clients and servers refuse it.`,
      fixes:
        name === undefined
          ? []
          : [{ title: `Write '${clipped(name)}'`, safe: true, edits: [replace(start, end, name)] }],
    };
  },
};
