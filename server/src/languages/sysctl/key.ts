/** Spellings of sysctl keys. */

/**
 * A key in its one canonical spelling, elements separated by dots. If the first separator is a dot, dots separate and a slash
 * stands for a dot inside an element; if it is a slash, it is a path (procps and systemd-sysctl agree on this). A separator
 * in front or a doubled one changes nothing; one behind the last element does for procps and stays.
 */
export function canonicalKey(written: string): string {
  const slashed = /[./]/.exec(written)?.[0] === '/';
  const elements = written.split(slashed ? '/' : '.');
  return elements
    .filter((element, index) => element !== '' || (index > 0 && index === elements.length - 1))
    .map((element) => (slashed ? element.replaceAll('.', '/') : element))
    .join('.');
}

/** A canonical key in the spelling of another: with slashes where that one has them. */
export function spelledLike(key: string, written: string): string {
  if (/[./]/.exec(written)?.[0] !== '/') return key;
  const path = key
    .split('.')
    .map((element) => element.replaceAll('/', '.'))
    .join('/');
  return written.startsWith('/') ? `/${path}` : path;
}

/** Whether a key is a glob, which the loaders match against the keys that exist. */
export function isGlob(key: string): boolean {
  return /[*?[\]]/.test(key);
}

/** The keys that a shell would make of one with braces, `net.ipv4.conf.{all,default}.rp_filter`; undefined without them. */
export function alternatives(key: string): readonly string[] | undefined {
  const [whole, list] = /\{([^{}]*,[^{}]*)\}/.exec(key) ?? [];
  if (whole === undefined || list === undefined) return undefined;
  return list.split(',').flatMap((each) => {
    const one = key.replace(whole, () => each);
    return alternatives(one) ?? [one];
  });
}

/**
 * Which globs among some keys match at least whatever another glob matches; told from their elements alone, so that one that is
 * not among them may do so too. Globs are looked up by where their stars stand: a file may hold thousands.
 */
export function coveringGlobs(keys: Iterable<string>): (narrow: string) => readonly string[] {
  const order = new Map<string, number>();
  const forms = new Map<string, readonly boolean[]>();
  for (const key of keys) {
    const stars = key.split('.').map((element) => element === '*');
    if (!stars.includes(true)) continue;
    order.set(key, order.size);
    forms.set(stars.map(Number).join(''), stars);
  }
  return (narrow) => {
    const elements = narrow.split('.');
    const found = [...forms.values()].flatMap((stars) => {
      if (stars.length !== elements.length) return [];
      const wide = elements.map((element, at) => (stars[at] ? '*' : element)).join('.');
      return wide !== narrow && order.has(wide) ? [wide] : [];
    });
    return [...new Set(found)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}
