import { dropIn, dropInPath } from '../../../capacity/fixes.ts';
import type { FileView } from '../../../engine/file-view.ts';
import type { FileReport, Fix, Rule } from '../../../engine/rules.ts';
import { type ServiceUnit, serviceUnit } from '../../../host/service-unit.ts';
import { isUnitSetting } from '../../../host/unit-settings.ts';
import { deciding, type LimitGroup, limitGroups } from '../effective.ts';
import { unitSetting } from '../other-formats.ts';

/** Users that programs run as, and nobody logs in as. */
const accounts = new Set(
  (
    'apache caddy clickhouse consul couchdb elasticsearch envoy etcd grafana haproxy httpd influxdb kafka kibana logstash ' +
    'mariadb memcache memcached mongod mongodb mysql named nginx opensearch postfix postgres prometheus proxy rabbitmq redis ' +
    'solr squid tomcat traefik unbound valkey varnish vault vcache www-data zookeeper'
  ).split(' '),
);

/**
 * pam_limits acts when a session is opened: by login, ssh, su, sudo and cron. A system service has no session; systemd sets
 * its limits, unless the unit has PAMName= (measured with systemd 252).
 */
export const serviceAccount: Rule = {
  id: 'limits/service-account',
  title: 'A service takes no limits from here',
  severity: 'information',
  file(view) {
    const byDomain = new Map<string, LimitGroup[]>();
    for (const group of limitGroups(view)) {
      if (!accounts.has(group.domain) || !group.item.rlimit) continue;
      byDomain.set(group.domain, [...(byDomain.get(group.domain) ?? []), group]);
    }
    return [...byDomain].flatMap(([domain, groups]): readonly FileReport[] => {
      const own = groups.flatMap((group) => group.lines).filter((line) => line.analysis === view.analysis);
      const first = own.sort((a, b) => a.line - b.line)[0];
      const place = first && view.analysis.statement(first.line).words[0];
      if (!first || !place) return [];
      const unit = domain === 'haproxy' ? serviceUnit(view) : undefined;
      if (unit?.settings.has('PAMName')) return [];
      const settings = groups.flatMap((group) => unitSettingOf(group) ?? []).filter((each) => !isSetBy(unit, each));
      if (unit && settings.length === 0) return [];
      const advice = settings.length > 0 ? ` In the [Service] section of the unit write ${settings.join(', ')}.` : '';
      return [
        {
          line: first.line,
          start: place.start,
          end: place.end,
          message: `Only sessions of '${domain}' (ssh, su, sudo, cron) get these limits; a systemd service never reads this file.${advice}`,
          fixes: unit ? writingDropIn(view, settings) : [],
        },
      ];
    });
  },
};

/** Whether the unit sets a limit itself, so that the line is for nobody but people. */
function isSetBy(unit: ServiceUnit | undefined, setting: string): boolean {
  const name = setting.slice(0, setting.indexOf('='));
  return isUnitSetting(name) && unit?.settings.has(name) === true;
}

function writingDropIn({ analysis }: FileView, settings: readonly string[]): readonly Fix[] {
  const root = analysis.language.loading.root(analysis.path);
  const known = settings.filter((each) => isUnitSetting(each.slice(0, each.indexOf('='))));
  if (root === undefined || known.length < settings.length) return [];
  return [{ title: `Write them into ${dropInPath}`, safe: false, edits: [dropIn(root, settings)] }];
}

/** A group as a unit writes it, `LimitNOFILE=1024:4096`. */
function unitSettingOf(group: LimitGroup): string | undefined {
  const [soft, hard] = (['soft', 'hard'] as const).map((side) => deciding(group, side)?.value);
  const values = [soft ?? hard, hard ?? soft].map((value) =>
    value === undefined ? undefined : unitSetting(group.item.name, value),
  );
  const [low, high] = values;
  if (!low || !high) return undefined;
  return low === high ? low : `${low}:${high.slice(high.indexOf('=') + 1)}`;
}
