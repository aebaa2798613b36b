/**
 * What checks the servers of a proxy, and which server each follows by `track`: the options of its own line on top of the
 * `default-server` lines above it and of those in `defaults` (`_srv_parse_init` in HAProxy's src/server.c).
 */
import type { Word } from '../../engine/syntax.ts';
import type { ProxySection } from './configuration.ts';
import { rangeOf } from './servers.ts';

/** Where a `track` stands. */
export interface Track {
  readonly section: ProxySection;
  /** Counted from the section's header. */
  readonly line: number;
  readonly word: Word;
}

export interface CheckedServer {
  readonly name: Word;
  /** Counted from the proxy's header. */
  readonly line: number;
  /** Of a `server-template`: the name is a prefix, and these are its first and last number. */
  readonly range?: readonly [low: number, high: number];
  readonly check: boolean;
  readonly agent: boolean;
  readonly track?: Track;
}

interface Settings {
  check: boolean;
  agent: boolean;
  track?: Track;
}

/** The servers of a proxy, from top to bottom. */
export function checkedServers(proxy: ProxySection): readonly CheckedServer[] {
  return proxy.recall('checked servers', () => {
    const servers: CheckedServer[] = [];
    follow(proxy, servers);
    return servers;
  });
}

/** @returns what a server at the end of the section starts with */
function follow(section: ProxySection, servers: CheckedServer[]): Settings {
  const defaults: Settings = section.defaults ? follow(section.defaults, []) : { check: false, agent: false };
  const facts = section.directives();
  for (let line = 1; line < facts.length; line++) {
    const directive = facts[line]?.name;
    if (directive === 'default-server') {
      apply(section, line, defaults);
    } else if (directive === 'server' || directive === 'server-template') {
      const [, name, count] = section.words(line);
      if (!name || section.kind === 'defaults') continue;
      const settings = { ...defaults };
      apply(section, line, settings);
      const range = directive === 'server' ? undefined : rangeOf(count?.text ?? '');
      servers.push({ name, line, ...settings, ...(range && { range }) });
    }
  }
  return defaults;
}

const mayDecide = /\s(no-)?(agent-)?check(\s|$)|\strack\s/;

function apply(section: ProxySection, line: number, settings: Settings): void {
  if (!mayDecide.test(section.text(line))) return;
  const { slots, words } = section.statement(line);
  for (const { role, fact, start, end } of slots) {
    if (role === 'value' && fact?.id === 'server-option/track') {
      const word = words.find((each) => each.start === start && each.end === end);
      if (word) settings.track = { section, line, word };
    } else if (role === 'name') {
      if (fact?.id === 'server-option/check') settings.check = true;
      else if (fact?.id === 'server-option/no-check') settings.check = false;
      else if (fact?.id === 'server-option/agent-check') settings.agent = true;
      else if (fact?.id === 'server-option/no-agent-check') settings.agent = false;
    }
  }
}
