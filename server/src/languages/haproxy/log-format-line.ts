/** Which line decides how a frontend writes its log. */
import { Found, type ProxySection } from './configuration.ts';

/** The directives that set the log format; whichever comes last counts. */
export const logFormats: ReadonlySet<string> = new Set([
  'log-format',
  'option httplog',
  'option httpslog',
  'option tcplog',
]);

/** The line that sets the log format of a proxy: its own last one, else that of its defaults. */
export function logFormatOf(proxy: ProxySection): Found | undefined {
  const facts = proxy.directives();
  for (let line = facts.length - 1; line > 0; line--) {
    const name = facts[line]?.name;
    if (name !== undefined && logFormats.has(name)) return new Found(proxy, line);
  }
  return proxy.defaults && logFormatOf(proxy.defaults);
}

/** The columns of a directive of one or two words. */
export function placeOf({ words, proxy, line }: Found): { readonly start: number; readonly end: number } {
  const count = proxy.directives()[line]?.name.includes(' ') ? 2 : 1;
  const last = words[Math.min(count, words.length) - 1];
  return { start: words[0]?.start ?? 0, end: last?.end ?? 0 };
}
