import { clipped } from '../../../engine/nearest.ts';
import type { LineReport, Rule } from '../../../engine/rules.ts';
import type { Slot } from '../../../engine/slots.ts';
import { compareVersions } from '../../../engine/version.ts';
import { targetVersion } from '../sections.ts';

/** Fetches of the bytes in the buffer (`SMP_USE_L6REQ` and `SMP_USE_L6RES` in HAProxy's registration tables). */
const bufferFetches = new Set([
  ...['distcc_body', 'distcc_param', 'payload', 'payload_lv', 'rdp_cookie', 'rdp_cookie_cnt', 'rep_ssl_hello_type'],
  ...['req.len', 'req.payload', 'req.payload_lv', 'req.rdp_cookie', 'req.rdp_cookie_cnt', 'req.ssl_alpn'],
  ...['req.ssl_cipherlist', 'req.ssl_ec_ext', 'req.ssl_hello_type', 'req.ssl_keyshare_groups', 'req.ssl_sigalgs'],
  ...['req.ssl_sni', 'req.ssl_st_ext', 'req.ssl_supported_groups', 'req.ssl_ver', 'req_len', 'req_ssl_hello_type'],
  ...['req_ssl_sni', 'req_ssl_ver', 'res.len', 'res.payload', 'res.payload_lv', 'res.ssl_hello_type'],
]);

/** What reads its format with `LOG_OPT_HTTP`: everything that becomes part of a message. */
const httpFormats =
  /^(?:action\/(?:(?:add|set|replace)-header|early-hint|replace-(?:value|uri|path|pathq)|set-(?:method|path|pathq|query|uri))|http-reply-option\/hdr|redirect-option\/.*|directive\/proxy\/unique-id-format)$/;

/** Before this release the formats of maps, ACLs and bodies were read so too. */
const otherFormats = '3.1';
const oldFormats = new RegExp(
  `${httpFormats.source}|^action/(?:(?:add|del)-acl|(?:set|del)-map)$|^http-reply-option/lf-`,
);

/** A fetch that looks at raw bytes finds none in a message that has been parsed as HTTP. */
export const layer6Sample: Rule = {
  id: 'haproxy/layer6-sample',
  title: 'A fetch of raw bytes in an HTTP format',
  severity: 'warning',
  facts: [
    'directive/proxy/http-request',
    'directive/proxy/http-response',
    'directive/proxy/http-after-response',
    'directive/proxy/unique-id-format',
  ],
  statement({ slots, problems }, { host }) {
    if (problems.length > 0) return undefined;
    const formats = compareVersions(targetVersion(host), otherFormats) < 0 ? oldFormats : httpFormats;
    return slots.flatMap((slot) => reportOn(slot, formats));
  },
};

function reportOn({ spec, fact, nested = [] }: Slot, formats: RegExp): readonly LineReport[] {
  if (spec?.kind !== 'log-format' || !formats.test(fact?.id ?? '')) return [];
  return nested
    .filter(({ role, text }) => role === 'name' && bufferFetches.has(text))
    .map(({ start, end, text }) => ({
      start,
      end,
      message: `'${clipped(text)}' reads raw bytes, which HTTP has taken apart by now: it gives nothing here.`,
    }));
}
