/** A HAProxy configuration of any length, always the same for the same length; about one line in a hundred is wrong. */
export function configuration(lines: number): string {
  const out = [
    'global',
    '    maxconn 20000',
    '',
    'defaults',
    '    mode http',
    '    timeout connect 5s',
    '    timeout client 50s',
    '    timeout server 50s',
  ];
  for (let farm = 1; out.length < lines; farm++) {
    out.push('', `backend farm_${farm}`, `    balance ${farm % 10 === 0 ? 'rondrobin' : 'roundrobin'}`);
    out.push(
      '    option httpchk GET /health',
      '    http-check expect status 200',
      '    default-server inter 3s fall 3 rise 2 maxconn 256',
    );
    for (let server = 1; server <= 12; server++) {
      out.push(
        `    server s${farm}-${server} 10.${farm % 250}.${(farm * 7) % 250}.${server}:8080 check weight ${(farm * server) % 100}`,
      );
    }
    out.push('', `frontend site_${farm}`, `    bind :${(farm % 60000) + 1024}`);
    for (let path = 1; path <= 6; path++) {
      out.push(`    acl is_path_${path} path_beg /service-${farm}/part-${path}`);
      out.push(`    http-request set-header X-Part part-${path} if is_path_${path} !{ ssl_fc }`);
    }
    out.push(`    use_backend farm_${farm} if is_path_1 or is_path_2`, `    default_backend farm_${farm}`);
  }
  return `${out.slice(0, lines).join('\n')}\n`;
}
