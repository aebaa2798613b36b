/** One proxy of the capacity model, with the lines of its file. */
import type {
  BindPart,
  Keepalive,
  ProxyPart,
  ReuseMode,
  ServerPart,
  ServerTotals,
} from '../../capacity/proxy-model.ts';
import { known, type Place, type Quantity, type Unit, unknown } from '../../capacity/quantity.ts';
import type { FileView } from '../../engine/file-view.ts';
import {
  type BindLine,
  bindsOf,
  loadOf,
  readNumber,
  type ServerLine,
  serversOf,
  type WrittenNumber,
} from './capacity-section.ts';
import { type FoundSetting, setsItself, settingOf, timeoutNames, timingOf } from './capacity-times.ts';
import { type PlacedProxy, type ProxySection, placeOfSection } from './configuration.ts';
import { targetVersion } from './sections.ts';
import { partsOfAddress, portColon, portCount } from './values/address-parts.ts';

/** Made for every view, so whatever is not asked for is not worked out. */
export class PlacedPart implements ProxyPart {
  constructor(
    private readonly view: FileView,
    private readonly placed: PlacedProxy,
    private readonly sockets: (bind: BindLine, place: Place) => Quantity,
  ) {}

  get key(): object {
    return this.placed.proxy;
  }

  get kind(): ProxyPart['kind'] {
    return this.placed.proxy.kind as ProxyPart['kind'];
  }

  get name(): string {
    return this.placed.proxy.name;
  }

  get runs(): boolean {
    return !this.placed.proxy.disabled;
  }

  get place(): Place {
    return this.at(0, this.placed.proxy.header());
  }

  get mode(): string | undefined {
    return this.placed.proxy.mode;
  }

  get maxconn(): Quantity | undefined {
    return this.number('maxconn', 'connections');
  }

  get fullconn(): Quantity | undefined {
    return this.number('fullconn', 'connections');
  }

  get backlog(): Quantity | undefined {
    return this.number('backlog', '');
  }

  get binds(): readonly BindPart[] {
    const { proxy } = this.placed;
    if (!proxy.isFrontend) return [];
    return bindsOf(proxy).map((bind) => {
      const { ssl, quic, local, backlog, maxconn, line } = bind;
      const place = this.at(line, bind);
      return {
        place,
        sockets: this.sockets(bind, place),
        ssl,
        quic,
        local,
        ...optional('backlog', backlog && this.written('backlog', '', line, backlog)),
        ...optional('maxconn', maxconn && this.written('maxconn', 'connections', line, maxconn)),
      };
    });
  }

  get servers(): readonly ServerPart[] {
    const { proxy } = this.placed;
    const common = proxy.find('source')?.words;
    return serversOf(proxy).map((server) => this.server(server, common?.[1]?.text, common?.[2]?.text === 'usesrc'));
  }

  get serverTotals(): ServerTotals {
    return loadOf(this.placed.proxy).serverTotals;
  }

  private server(server: ServerLine, common: string | undefined, transparent: boolean): ServerPart {
    const { name, count, destination, line, check, agentCheck, ssl, disabled, backup, maxconn, poolMaxConn } = server;
    const place = this.at(line, server);
    return {
      place,
      name,
      count: read('servers', '', count, place),
      ...optional('destination', destination),
      check,
      agentCheck,
      ssl,
      disabled,
      backup,
      ...optional('maxconn', maxconn && this.written('maxconn', 'connections', line, maxconn)),
      ...optional('poolMaxConn', poolMaxConn && this.written('pool-max-conn', 'connections', line, poolMaxConn)),
      ...this.source(server.source ?? common, place),
      transparent: server.source === undefined ? transparent : server.transparent,
    };
  }

  private source(text: string | undefined, place: Place): Pick<ServerPart, 'sources' | 'sourcePorts'> {
    if (text === undefined) return { sources: [] };
    const { rest } = partsOfAddress(text, targetVersion(this.view.host));
    const colon = portColon(text, rest);
    // Port 0 leaves the choice to the kernel.
    const ports = colon < 0 || /^0*$/.test(text.slice(colon + 1)) ? undefined : portCount(text, colon);
    return {
      sources: [colon < 0 ? text : text.slice(0, colon)],
      ...optional(
        'sourcePorts',
        ports === undefined ? undefined : known('source ports', ports, 'ports', { from: 'source', place }),
      ),
    };
  }

  get timing(): string {
    const { proxy } = this.placed;
    const known = proxy.kept.timing as string | undefined;
    if (known !== undefined) return known;
    const { lines, largestMaxconn } = this.serverTotals;
    const of = [this.kind, this.mode, lines > 0, largestMaxconn > 0, this.httpReuse].join();
    const timing = `${of} ${timingOf(proxy)}`;
    proxy.kept.timing = timing;
    proxy.forget();
    return timing;
  }

  get timeouts(): ReadonlyMap<string, Quantity> {
    const found = new Map<string, Quantity>();
    for (const name of timeoutNames) {
      const timeout = this.setting(name, 'seconds');
      if (timeout) found.set(name.slice('timeout '.length), timeout);
    }
    return found;
  }

  get splice(): boolean {
    return loadOf(this.placed.proxy).splice;
  }

  get httpReuse(): ReuseMode {
    if (this.mode !== 'http') return 'never';
    const mode = this.placed.proxy.find('http-reuse')?.words[1]?.text;
    return reuseModes.find((each) => each === mode) ?? 'safe';
  }

  get closesServerSide(): boolean {
    const { proxy } = this.placed;
    const known = proxy.kept.closesServerSide as boolean | undefined;
    if (known !== undefined) return known;
    const closes = ['http-server-close', 'httpclose'].includes(connectionMode(proxy));
    proxy.kept.closesServerSide = closes;
    proxy.forget();
    return closes;
  }

  get tunnels(): boolean {
    return setsItself(this.placed.proxy, 'timeout tunnel');
  }

  get retries(): number | undefined {
    const found = settingOf(this.placed.proxy, 'retries');
    return found ? found.value : usualRetries;
  }

  get tcpKeepalive(): ProxyPart['tcpKeepalive'] {
    const { proxy } = this.placed;
    return {
      ...optional('client', proxy.isFrontend ? this.keepalive('clitcpka') : undefined),
      ...optional('server', proxy.isBackend ? this.keepalive('srvtcpka') : undefined),
    };
  }

  /** `option tcpka` is both of the others at once. */
  private keepalive(own: 'clitcpka' | 'srvtcpka'): Keepalive | undefined {
    const { proxy } = this.placed;
    const option = [`option ${own}`, 'option tcpka'].find((name) => settingOf(proxy, name)?.value === 1);
    const found = option && settingOf(proxy, option);
    if (!found) return undefined;
    const part = this;
    // Thousands of sections may take it over, of which few are asked for more than the section it stands in.
    return {
      key: found.proxy,
      option,
      get place() {
        return part.placeIn(found, found);
      },
      get idle() {
        return part.setting(`${own}-idle`, 'seconds');
      },
      get interval() {
        return part.setting(`${own}-intvl`, 'seconds');
      },
      get probes() {
        return part.setting(`${own}-cnt`, '');
      },
    };
  }

  /** A time or a number that `capacity-times.ts` reads. */
  private setting(name: string, unit: Unit): Quantity | undefined {
    const found = settingOf(this.placed.proxy, name);
    return found && read(name, unit, found.value, this.placeIn(found, found));
  }

  /** A number of the section or of its defaults. */
  private number(directive: string, unit: Unit): Quantity | undefined {
    const found = this.placed.proxy.find(directive);
    const word = found?.words[1];
    if (!found || !word) return undefined;
    return read(directive, unit, word.uncertain ? undefined : readNumber(word.text), this.placeIn(found, word));
  }

  private written(name: string, unit: Unit, line: number, { value, start, end }: WrittenNumber): Quantity {
    return read(name, unit, value, this.at(line, { start, end }));
  }

  private at(line: number, { start, end }: { readonly start: number; readonly end: number }): Place {
    return { path: this.placed.analysis.path, line: this.placed.first + line, start, end };
  }

  /** The place of a word of a line that may be one of the defaults'. */
  private placeIn(
    { proxy, line }: Pick<FoundSetting, 'proxy' | 'line'>,
    { start, end }: { readonly start: number; readonly end: number },
  ): Place {
    const { analysis, first } = placeOfSection(this.view, proxy) ?? this.placed;
    return { path: analysis.path, line: first + line, start, end };
  }
}

const connectionModes = ['http-keep-alive', 'http-server-close', 'httpclose'];

/** What becomes of connections behind a response: of these options each replaces the one before (`PR_O_HTTP_MODE`). */
function connectionMode(proxy: ProxySection): string {
  let mode = proxy.defaults ? connectionMode(proxy.defaults) : '';
  const lines = connectionModes.flatMap((name) => proxy.lines(`option ${name}`).map((line) => ({ name, line })));
  for (const { name, line } of lines.sort((a, b) => a.line - b.line)) {
    if (proxy.words(line)[0]?.text === 'option') mode = name;
    else if (mode === name) mode = '';
  }
  return mode;
}

/** `CONN_RETRIES` of HAProxy. */
const usualRetries = 3;
const reuseModes: readonly ReuseMode[] = ['never', 'safe', 'aggressive', 'always'];

function read(name: string, unit: Unit, value: number | undefined, place: Place): Quantity {
  return value === undefined
    ? unknown(name, unit, `${name}, which only the environment knows`)
    : known(name, value, unit, { from: name, place });
}

/** A property that is left out where it has no value. */
function optional<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [k in K]?: V });
}
