/** Wildcards of `glob(3)` within one element of a path, in time that grows with pattern × name only. */

type Token = { readonly kind: 'star' } | { readonly kind: 'one'; matches(character: string): boolean };

/** Whether an element holds what `glob` does not take as it stands. */
export function hasWildcard(element: string): boolean {
  return /[*?[]/.test(element);
}

/** A test for names; a dot at the beginning of a name must be written. */
export function wildcard(pattern: string): (name: string) => boolean {
  const tokens = tokensOf(pattern);
  return (name) => (name[0] !== '.' || pattern[0] === '.') && matches(tokens, name);
}

function matches(tokens: readonly Token[], name: string): boolean {
  let token = 0;
  let at = 0;
  // Where the last star stands, and up to where it has taken the name.
  let star = -1;
  let taken = 0;
  while (at < name.length) {
    const next = tokens[token];
    if (next?.kind === 'one' && next.matches(name[at] as string)) {
      token++;
      at++;
    } else if (next?.kind === 'star') {
      star = token++;
      taken = at;
    } else if (star >= 0) {
      token = star + 1;
      at = ++taken;
    } else return false;
  }
  while (tokens[token]?.kind === 'star') token++;
  return token === tokens.length;
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*') tokens.push({ kind: 'star' });
    else if (character === '?') tokens.push({ kind: 'one', matches: () => true });
    else if (character === '[') {
      const end = setEnd(pattern, at);
      if (end < 0) tokens.push(literal('['));
      else {
        tokens.push(setOf(pattern.slice(at + 1, end)));
        at = end;
      }
    } else if (character === '\\' && at + 1 < pattern.length) tokens.push(literal(pattern[++at] as string));
    else tokens.push(literal(character));
  }
  return tokens;
}

function literal(wanted: string): Token {
  return { kind: 'one', matches: (character) => character === wanted };
}

/** Where a set that begins at `[` ends; a `]` that comes first belongs to it. */
function setEnd(pattern: string, start: number): number {
  const first = pattern[start + 1] === '!' || pattern[start + 1] === '^' ? start + 2 : start + 1;
  return pattern.indexOf(']', first + 1);
}

function setOf(inner: string): Token {
  const negated = inner[0] === '!' || inner[0] === '^';
  const members = negated ? inner.slice(1) : inner;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const low = members[at] as string;
    if (members[at + 1] === '-' && at + 2 < members.length) {
      ranges.push([low, members[at + 2] as string]);
      at += 2;
    } else ranges.push([low, low]);
  }
  return {
    kind: 'one',
    matches: (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated,
  };
}
