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

/** Whether a glob matches at least whatever another glob matches; told from their elements alone, so no is not certain. */
export function covers(wide: string, narrow: string): boolean {
  const narrowElements = narrow.split('.');
  const wideElements = wide.split('.');
  if (wideElements.length !== narrowElements.length) return false;
  return wideElements.every((element, at) => element === '*' || element === narrowElements[at]);
}
