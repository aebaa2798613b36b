import { quotedList } from '../../../engine/nearest.ts';
import { type Fix, type Rule, replace } from '../../../engine/rules.ts';
import { type ProxySection, proxyRule } from '../configuration.ts';
import { insertBelowHeader } from '../section-edits.ts';
import { isUnreadSection } from '../sections.ts';

/** What people start with. A proxy for long polling or for a database wants more, so the fix is a proposal. */
const proposed = { client: '50s', connect: '5s', server: '50s' } as const;

type Side = keyof typeof proposed;

/** The warning of `proxy_finalize` (before 3.4 `check_config_validity`) about a timeout that is not set or zero. */
export const missingTimeout: Rule = proxyRule({
  id: 'haproxy/missing-timeout',
  title: 'A proxy without the timeouts that end dead connections',
  severity: 'warning',
  proxy(proxy) {
    const sides = lacking(proxy);
    if (sides.length === 0) return [];
    const names = quotedList(sides.map((side) => `timeout ${side}`));
    const message = `Nothing sets ${names} for ${proxy.title}: a connection whose other side is gone is never given up.`;
    return [
      {
        line: 0,
        ...proxy.header(),
        message,
        fixes: isUnreadSection(proxy.block.context) ? [] : [withTimeouts(proxy, sides)],
      },
    ];
  },
});

function lacking(proxy: ProxySection): readonly Side[] {
  const { mode } = proxy;
  if (proxy.disabled || (mode !== 'tcp' && mode !== 'http')) return [];
  const sides: Side[] = [];
  if (proxy.isFrontend && isUnset(proxy, 'client')) sides.push('client');
  if (proxy.isBackend && (proxy.has('server') || proxy.has('server-template'))) {
    if (isUnset(proxy, 'connect')) sides.push('connect');
    if (isUnset(proxy, 'server') && (mode === 'http' || isUnset(proxy, 'tunnel'))) sides.push('server');
  }
  return sides;
}

const zero = /^0+(us|ms|s|m|h|d)?$/;

function isUnset(proxy: ProxySection, name: string): boolean {
  const word = proxy.find(`timeout ${name}`)?.words[2];
  return word === undefined || zero.test(word.text);
}

/** New lines below the header; a zero that the section itself has would win over them and is changed instead. */
function withTimeouts(proxy: ProxySection, sides: readonly Side[]): Fix {
  const edits = [];
  const added: string[] = [];
  for (const side of sides) {
    const line = proxy.lines(`timeout ${side}`).at(-1);
    const word = line === undefined ? undefined : proxy.words(line)[2];
    if (word) edits.push(replace(word.start, word.end, proposed[side], line));
    else added.push(`timeout ${side} ${proposed[side]}`);
  }
  if (added.length > 0) edits.push(insertBelowHeader(proxy, added));
  const title = sides.map((side) => `timeout ${side} ${proposed[side]}`).join(', ');
  return { title: `Set ${title}`, safe: false, edits };
}
