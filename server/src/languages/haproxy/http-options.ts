/** The options that only an HTTP proxy heeds, by the sides that have them: `cfg_opts` and `cfg_opts2` of src/proxy.c. */

type Side = 'frontend' | 'backend' | 'both';

export interface HttpOption {
  readonly name: string;
  readonly side: Side;
  /** The release from which on HAProxy warns no more. */
  readonly until?: string;
}

const options = (side: Side, ...names: readonly string[]): readonly HttpOption[] =>
  names.map((name) => ({ name, side }));

export const httpOptions: readonly HttpOption[] = [
  ...options('both', 'forwardfor', 'forwarded', 'http-buffer-request', 'http-no-delay', 'originalto'),
  ...options('frontend', 'accept-invalid-http-request', 'accept-unsafe-violations-in-http-request'),
  ...options('frontend', 'disable-h2-upgrade', 'http-drop-response-trailers', 'http-ignore-probes'),
  ...options('frontend', 'http-use-proxy-header', 'idle-close-on-response'),
  ...options('backend', 'accept-invalid-http-response', 'accept-unsafe-violations-in-http-response', 'checkcache'),
  ...options('backend', 'http-drop-request-trailers', 'http-pretend-keepalive', 'prefer-last-server'),
  { name: 'h1-case-adjust-bogus-client', side: 'frontend', until: '2.8' },
  { name: 'h1-case-adjust-bogus-server', side: 'backend', until: '2.8' },
];
