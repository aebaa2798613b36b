/** What the limits files of a host say to the capacity model. */
import type { CapacityInputs, SessionLimits } from '../../capacity/inputs.ts';
import { known, type Place, type Quantity, unknown } from '../../capacity/quantity.ts';
import type { FileView } from '../../engine/file-view.ts';
import { noted } from '../../engine/names.ts';
import { hostPath } from '../host-root.ts';
import { infinite } from './c-numbers.ts';
import type { Origin } from './evaluate-limit.ts';
import { isLine } from './evaluate-session.ts';
import type { UserLogin } from './evaluate-users.ts';
import { loginsOf } from './logins.ts';

/** The limits of a user's sessions where some line sets his descriptors: his own lines, else those for everybody. */
export function sessionsOf(view: FileView): CapacityInputs['session'] {
  return (user) =>
    noted(view.notes, `limits/session of ${user}`, () => {
      const logins = loginsOf(view);
      if (logins.templated) return undefined;
      const login = logins.user(user);
      return login && sessionOf(view, login);
    });
}

function sessionOf(view: FileView, { nofile, uncertain }: UserLogin): SessionLimits | undefined {
  const place = placeOf(view, nofile.softFrom) ?? placeOf(view, nofile.hardFrom);
  if (!place) return undefined;
  const quantity = (name: string, value: bigint, from: Origin): Quantity => {
    if (uncertain) return unknown(name, 'descriptors', 'the groups and ids of the user');
    const at = placeOf(view, from) ?? place;
    const count = value === infinite ? Number.POSITIVE_INFINITY : Number(value);
    return known(name, count, 'descriptors', { from: 'limits.conf', place: at });
  };
  return {
    softNofile: quantity('soft nofile', nofile.soft, nofile.softFrom),
    hardNofile: quantity('hard nofile', nofile.hard, nofile.hardFrom),
    place,
  };
}

function placeOf(view: FileView, from: Origin): Place | undefined {
  if (!isLine(from)) return undefined;
  const analysis = view.loaded.find(({ path }) => hostPath(path) === from.path);
  if (!analysis) return undefined;
  const line = from.line - 1;
  const words = analysis.statement(line).words;
  return { path: analysis.path, line, start: words[0]?.start ?? 0, end: words[words.length - 1]?.end ?? 0 };
}
