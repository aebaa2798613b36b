/** The folder that stands for `/`: where a path shows that it belongs to a tree of a host. */
import { fileNameOf } from '../engine/path.ts';

const places = new RegExp(
  `^(.*?)/(?:${[
    'etc/(?:sysctl\\.conf|sysctl\\.d|security|haproxy|haproxy\\.cfg)',
    // A file on every host that has it; a folder of this name is somebody's collection.
    'etc/modules$',
    'etc/(?:default|sysconfig)/haproxy$',
    '(?:run|lib|usr/lib|usr/local/lib)/sysctl\\.d',
    '(?:etc|run|lib|usr/lib|usr/local/lib)/(?:systemd/system(?:\\.control)?|modprobe\\.d|modules-load\\.d)',
  ].join('|')})(?:/|$)`,
);

/**
 * The root of the host that a file belongs to, without a `/` at its end: empty for `/etc/sysctl.conf`, `/srv/web1` for
 * `/srv/web1/etc/haproxy/haproxy.cfg`. Undefined where the path does not show one.
 */
export function hostRoot(path: string): string | undefined {
  return places.exec(path)?.[1];
}

/** The path that a file has on its host; its name alone where the path does not show the host. */
export function hostPath(path: string): string {
  const root = hostRoot(path);
  return root === undefined ? fileNameOf(path) : path.slice(root.length);
}
