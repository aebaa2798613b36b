/** Values of the options of `cookie` and `redirect`. */
import type { ValueKind, ValueProblem } from '../../../engine/values/kind.ts';

const none: readonly ValueProblem[] = [];
const forbiddenInDomain = /[^A-Za-z0-9_:.-]/;
const forbiddenInAttribute = /[\u0000-\u001f\u007f;]/;
const codes = ['301', '302', '303', '307', '308'];

export const cookieDomain: ValueKind = {
  name: 'cookie-domain',
  token: 'string',
  expects: () => 'a domain such as .example.com',
  check(text) {
    const wrong = forbiddenInDomain.exec(text)?.[0];
    return wrong === undefined ? none : [{ code: 'malformed', detail: `no domain holds the character '${wrong}'` }];
  },
};

export const cookieAttribute: ValueKind = {
  name: 'cookie-attribute',
  token: 'string',
  expects: () => 'an attribute such as SameSite=Lax',
  check: (text) =>
    forbiddenInAttribute.test(text)
      ? [{ code: 'malformed', detail: 'neither semicolons nor control characters can stand in it' }]
      : none,
};

/** The status of a redirect; HAProxy does not look at what follows its digits. */
export const redirectCode: ValueKind = {
  name: 'redirect-code',
  token: 'enumMember',
  expects: () => `one of ${codes.join(', ')}`,
  complete: () => codes.map((text) => ({ text })),
  check: (text) =>
    codes.includes(/^\s*\+?0*(\d+)/.exec(text)?.[1] ?? '')
      ? none
      : [{ code: 'unknown-value', detail: `one of ${codes.join(', ')}`, candidates: () => codes }],
};
