/** What rules look for in the lines of haproxy.cfg, by what it tells of. Keywords may stand in quotes, and tabs between them. */
import type { Marks } from '../../engine/marks.ts';
import { hasPlaceholderIn } from '../../engine/syntax.ts';
import { hiddenExperiment, mayExperiment } from './experimental.ts';

/** Options of servers that want another one beside them. */
export const asking = /[\s"'](?:agent-check|ssl|check-ssl|tfo)\b/;
const withPort = /^\s*\S+\s+\S+\s+(?:\S+\s+)?\S*:(?=\d*[1-9])\d+(?:\s|$)/;

export const haproxyMarks: Marks = {
  'at sign': (text) => text.includes('@'),
  'counters of a side': has(
    /\b(avg_queue|be_conn|be_conn_free|be_sess_rate|connslots|fe_conn|fe_req_rate|fe_sess_rate|nbsrv|queue)\b/,
  ),
  dispatch: has(/^\W*(?:no\W+)?(?:dispatch|transparent|option\W+transparent)\b/),
  'do-resolve': (text) => text.includes('do-resolve('),
  errorfiles: (text) => text.includes('errorfiles'),
  experiments: has(mayExperiment),
  filters: has(/\b(send-spoe-group|set-bandwidth-limit)\b/),
  groups: (text) => text.includes('http_auth_group'),
  'hidden experiments': has(hiddenExperiment),
  ids: has(/(^|[\s"'])(id|guid|guid-prefix)[\s"']/),
  keepalive: (text) => text.includes('tcpka'),
  placeholders: (text) => hasPlaceholderIn(text, text),
  // Fetches of the first bytes, or a predefined ACL that stands for one.
  'raw bytes': has(/payload|\.len|_len|rdp_cookie|ssl_hello|re[qs][._]ssl_|distcc_|REQ_CONTENT|RDP_COOKIE/),
  // The action itself and nothing that is only called so: whoever asks whether there is one does not read the lines.
  'set timeouts': has(/(?<![\w./-])set-timeout(?![\w./-])/),
  // What gives connections to servers an address, and maybe ports, of their own.
  source: has(/\bsource["']?\s/),
  'stick counters': has(/\b(?:sc-(?:add|inc|set)-gp|track-sc\d)/),
  tables: has(
    /\bsrc_(?:bytes|clr|conn|get|glitch|gpc|http|inc|kbytes|sess|updt)|table_|in_table|track-sc|^\W*(?:no\W+)?stick[\s"']/,
  ),
  tls: has(/^\W*(?:bind|default-server|server|server-template)\b.*(?:ssl|tls|sni|crt|quic)/),
  // Nearly every server has a port, and most have no TLS.
  'wanting servers': (text) => /^\W*(?:no\W+)?server/.test(text) && (asking.test(text) || !withPort.test(text)),
  track: has(/^\W*(default-server|server|server-template)[\s"'](.*[\s"'])?track[\s"']/),
};

function has(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}
