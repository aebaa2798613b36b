/** Facts in the text of a host profile: where they stand, and how they are written into it. */
import {
  applyEdits,
  type FormattingOptions,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type ParseError,
  parse,
  parseTree,
} from 'jsonc-parser';
import { type Edit, Text } from '../engine/text.ts';
import { hostFacts } from './fact-kinds.ts';
import { type HostValueName, isHostFact } from './facts.ts';
import { belowProfile, type Profile, profileFor, profileName, readProfile } from './profile.ts';

export interface NewFact {
  readonly name: HostValueName;
  readonly value: number | string;
}

/**
 * The edit after which the profile says these facts of a file. A fact that an override gives to the file is changed there, for
 * elsewhere it would not count.
 * @param source undefined where there is no profile yet
 */
export function profileEdit(
  path: string,
  source: string | undefined,
  file: string,
  facts: readonly NewFact[],
): { readonly edit: Edit } | { readonly problem: string } {
  const mark = source?.startsWith('\uFEFF') ? '\uFEFF' : '';
  const json = (source ?? '').slice(mark.length);
  const errors: ParseError[] = [];
  const root: unknown = parse(json, errors, { allowTrailingComma: true });
  const isEmpty = root === undefined && !/\S/.test(json);
  if (!isEmpty && (errors.length > 0 || typeof root !== 'object' || root === null || Array.isArray(root)))
    return { problem: `${profileName} has mistakes: correct them first.` };
  const profile = readProfile(path, json);
  let text = isEmpty ? '{}\n' : json;
  for (const { name, value } of facts) {
    text = applyEdits(
      text,
      modify(text, memberOf(profile, file, name), value, { formattingOptions: formattingOf(text) }),
    );
  }
  return { edit: difference(source ?? '', mark + text) };
}

/** Where the facts stand that a profile says of a file, by their names. */
export function factPlaces(path: string, source: string, file: string): ReadonlyMap<string, Edit['start']> {
  const mark = source.startsWith('\uFEFF') ? 1 : 0;
  const root = parseTree(source.slice(mark), [], { allowTrailingComma: true });
  const places = new Map<string, Edit['start']>();
  if (!root) return places;
  const profile = readProfile(path, source);
  const text = Text.of(source);
  for (const name of Object.keys(profileFor(profile, file).host)) {
    const node = isHostFact(name) ? findNodeAtLocation(root, memberOf(profile, file, name)) : undefined;
    if (node) places.set(name, positionAt(text, node.offset + mark));
  }
  return places;
}

/** The member that decides a fact for a file: in the last override that gives it, else at the top. */
function memberOf(profile: Profile, file: string, name: HostValueName): JSONPath {
  const below = belowProfile(profile, file);
  const override = profile.overrides.findLastIndex(({ matches, host }) => host[name] !== undefined && matches(below));
  return [...(override < 0 ? [] : ['overrides', override]), hostFacts[name].part, name];
}

function formattingOf(text: string): FormattingOptions {
  const [, indent = '  '] = /^([ \t]+)["}]/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** One edit that makes one text of another, without what both begin and end with. */
function difference(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // A CR and the LF behind it are one line end.
  if (before[head - 1] === '\r') head--;
  if (tail > 0 && before[before.length - tail - 1] === '\r') tail--;
  const text = Text.of(before);
  return {
    start: positionAt(text, head),
    end: positionAt(text, before.length - tail),
    text: after.slice(head, after.length - tail),
  };
}

/** The place of an offset that stands between no CR and LF. */
function positionAt({ lines }: Text, offset: number): Edit['start'] {
  let rest = offset;
  let line = 0;
  for (const { text, end } of lines) {
    if (rest < text.length + end.length || line === lines.length - 1) break;
    rest -= text.length + end.length;
    line++;
  }
  return { line, column: rest };
}
