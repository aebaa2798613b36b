/**
 * What follows each keyword, by row id, in the notation of `engine/signature.ts`. Written by hand from the parsers of
 * HAProxy 2.0 to 3.5: a signature accepts whatever any of these releases accepts. A row without one has arguments that are
 * not known, which is not the same as none.
 */
import { actions, filters, services } from './signatures/actions.ts';
import {
  bindOptions,
  certificateListOptions,
  certificateLoadOptions,
  serverOptions,
} from './signatures/bind-server.ts';
import { global } from './signatures/global.ts';
import { optionSince, optionTables } from './signatures/options.ts';
import { proxy } from './signatures/proxy.ts';
import { options } from './signatures/proxy-options.ts';
import { sectionDirectives } from './signatures/sections.ts';

interface OptionRow {
  readonly id: string;
  readonly table: string;
  readonly name: string;
  readonly signature: string;
  readonly call?: boolean;
  readonly since?: string;
}

/** The rows of the option tables, which no machine-made table lists. */
export const optionRows: readonly OptionRow[] = Object.entries(optionTables).flatMap(([table, names]) =>
  Object.entries(names).map(([word, signature]) => {
    const call = word.endsWith('(');
    const name = call ? word.slice(0, -1) : word;
    const id = `${table}/${name}`;
    const since = optionSince[id];
    return { id, table, name, signature, ...(call ? { call } : {}), ...(since === undefined ? {} : { since }) };
  }),
);

export const signatures: Readonly<Record<string, string>> = {
  ...under('directive/global', global),
  ...under('directive/proxy', proxy),
  ...prefixed('directive/proxy/option ', options),
  ...Object.assign({}, ...Object.entries(sectionDirectives).map(([kind, names]) => under(`directive/${kind}`, names))),
  ...under('bind-option', bindOptions),
  ...under('server-option', serverOptions),
  ...under('crt-list-option', certificateListOptions),
  ...under('crt-store-load-option', certificateLoadOptions),
  ...under('action', actions),
  ...under('filter', filters),
  ...under('service', services),
  ...Object.assign({}, ...optionRows.map(({ id, signature }) => ({ [id]: signature }))),
};

function under(owner: string, names: Readonly<Record<string, string>>): Record<string, string> {
  return prefixed(`${owner}/`, names);
}

function prefixed(prefix: string, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([name, signature]) => [prefix + name, signature]));
}
