/**
 * Host profiles: `headroom.json`, JSON with comments, says what is known of the machine that the files beside and below it
 * are for.
 */
import { getLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import picomatch from 'picomatch';
import type { Severities } from '../engine/findings.ts';
import { nearest, quotedList } from '../engine/nearest.ts';
import type { Severity } from '../engine/rules.ts';
import { Text } from '../engine/text.ts';
import { packProblem } from '../packs.ts';
import { allRules } from '../rules.ts';
import { hostFacts, hostTables } from './fact-kinds.ts';
import { type Host, isHostFact, readHostFact, withFacts } from './facts.ts';

export const profileName = 'headroom.json';

const ruleIds: ReadonlySet<string> = new Set(allRules.map(({ id }) => id));

/** The parts of a profile that hold facts about the host. */
const factParts: readonly string[] = ['host', 'expected', ...Object.keys(hostTables)];

/** Something wrong with a profile. */
export interface ProfileProblem {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

interface Override {
  readonly matches: (path: string) => boolean;
  readonly host: Host;
  readonly rules: Severities;
  readonly packs: readonly string[];
  readonly load: readonly string[] | undefined;
}

export interface Profile {
  readonly path: string;
  readonly host: Host;
  readonly rules: Severities;
  /** Packs of rules that are switched on. */
  readonly packs: readonly string[];
  /** Files and folders that HAProxy loads together, in its order, as paths. */
  readonly load: readonly string[] | undefined;
  readonly overrides: readonly Override[];
  /** What cannot be understood; the rest of the profile holds all the same. */
  readonly problems: readonly ProfileProblem[];
}

/** Reads a profile. Never throws: what is wrong is in `problems`. */
export function readProfile(path: string, text: string): Profile {
  // Editors write a byte order mark that nobody sees; in JSON it means nothing.
  const source = text.replace(/^\uFEFF/, '');
  const reader = new ProfileReader(source);
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true });
  // Those behind the first at one place follow from it.
  const places = new Set<number>();
  for (const { error, offset, length } of errors) {
    if (places.has(offset)) continue;
    places.add(offset);
    reader.report(offset, length, `${spaced(printParseErrorCode(error))} in ${profileName}${within(source, offset)}.`);
  }
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const profile = { path, host: {}, rules: {}, packs: [], load: undefined, overrides: [], problems: reader.problems };
  if (!root) return profile;
  if (root.type !== 'object') {
    reader.report(root.offset, root.length, `${profileName} must hold an object.`);
    return profile;
  }
  let { host, rules }: { host: Host; rules: Severities } = profile;
  let packs: readonly string[] = [];
  let load: readonly string[] | undefined;
  let overrides: readonly Override[] = [];
  for (const [key, value, node] of members(root)) {
    const facts = reader.facts(key, value);
    if (facts) host = withFacts(host, facts);
    else if (key === 'rules') rules = reader.rules(value);
    else if (key === 'packs') packs = reader.packs(value);
    else if (key === 'haproxy') load = reader.haproxy(value, folder);
    else if (key === 'overrides') overrides = reader.overrides(value, folder);
    else if (key !== '$schema')
      reader.report(
        node.offset,
        node.length,
        `Unknown property '${key}'; known are ${factParts.join(', ')}, rules, packs, haproxy and overrides.`,
      );
  }
  return { ...profile, host, rules, packs, load, overrides };
}

/**
 * What a profile says of one file.
 * @param path of the file, with `/` between its parts
 */
export function profileFor(profile: Profile, path: string): Pick<Profile, 'host' | 'rules' | 'packs' | 'load'> {
  const below = belowProfile(profile, path);
  let { host, rules, packs, load } = profile;
  for (const override of profile.overrides) {
    if (!override.matches(below)) continue;
    host = withFacts(host, override.host);
    rules = { ...rules, ...override.rules };
    packs = [...packs, ...override.packs];
    load = override.load ?? load;
  }
  return { host, rules, packs, load };
}

/** The path of a file as the globs of a profile see it: from the profile's folder on. */
export function belowProfile({ path }: Pick<Profile, 'path'>, file: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}

class ProfileReader {
  readonly problems: ProfileProblem[] = [];
  private readonly text: Text;

  constructor(private readonly source: string) {
    this.text = Text.of(source);
  }

  report(offset: number, length: number, message: string): void {
    const before = this.source.slice(0, offset);
    const line = before.split('\n').length - 1;
    const start = offset - (before.lastIndexOf('\n') + 1);
    const end = Math.min(start + Math.max(1, length), Math.max(start + 1, this.text.line(line).text.length));
    this.problems.push({ line, start, end, message });
  }

  /** The facts in a part of the profile; undefined for a part that holds none. */
  facts(part: string, node: Node): Host | undefined {
    if (!factParts.includes(part)) return undefined;
    let host: Host = {};
    for (const [key, value, name] of this.object(node)) {
      const own = part in hostTables || (isHostFact(key) && hostFacts[key].part === part);
      if (!own) {
        this.report(name.offset, name.length, misplaced(part, key));
        continue;
      }
      if (!['string', 'number', 'boolean'].includes(typeof value.value)) {
        this.report(value.offset, value.length, `A text or a number is expected for ${key}.`);
        continue;
      }
      const read = readHostFact(part in hostTables ? `${part}.${key}` : key, String(value.value), profileName);
      if ('problem' in read)
        this.report(value.offset, value.length, `${read.problem.charAt(0).toUpperCase()}${read.problem.slice(1)}.`);
      else host = withFacts(host, read.host);
    }
    return host;
  }

  rules(node: Node): Severities {
    const rules: Record<string, Severity | 'off'> = {};
    for (const [id, value, name] of this.object(node)) {
      if (!ruleIds.has(id)) {
        const near = nearest(id, ruleIds);
        const hint = near.length > 0 ? `; did you mean ${quotedList(near)}?` : '.';
        this.report(name.offset, name.length, `No rule is called '${id}'${hint}`);
      } else if (['error', 'warning', 'information', 'hint', 'off'].includes(value.value)) rules[id] = value.value;
      else
        this.report(value.offset, value.length, `The severity of ${id} is error, warning, information, hint or off.`);
    }
    return rules;
  }

  packs(node: Node): readonly string[] {
    if (node.type !== 'array') {
      this.report(node.offset, node.length, 'packs is a list of names.');
      return [];
    }
    return (node.children ?? []).flatMap((child) => {
      const problem = packProblem(String(child.value));
      if (problem) this.report(child.offset, child.length, problem);
      return problem ? [] : [String(child.value)];
    });
  }

  /** What HAProxy is told to load; paths are relative to the profile's folder. */
  haproxy(node: Node, folder: string): readonly string[] | undefined {
    let load: readonly string[] | undefined;
    for (const [key, value, name] of this.object(node)) {
      if (key !== 'load') this.report(name.offset, name.length, `Unknown property '${key}' of haproxy; known is load.`);
      else if (value.type !== 'array' || !value.children?.every((each) => isGlob(each.value)))
        this.report(value.offset, value.length, 'haproxy.load is a list of files and folders, in the order of -f.');
      else load = value.children.map((each) => resolved(folder, each.value));
    }
    return load;
  }

  overrides(node: Node, folder: string): readonly Override[] {
    if (node.type !== 'array') {
      this.report(node.offset, node.length, 'overrides must be an array.');
      return [];
    }
    return (node.children ?? []).map((child) => {
      let globs: readonly string[] = [];
      let host: Host = {};
      let rules: Severities = {};
      let packs: readonly string[] = [];
      let load: readonly string[] | undefined;
      for (const [key, value, keyNode] of this.object(child)) {
        if (key === 'files') globs = (value.children ?? []).map((each) => each.value).filter(isGlob);
        else if (factParts.includes(key)) host = withFacts(host, this.facts(key, value));
        else if (key === 'rules') rules = this.rules(value);
        else if (key === 'packs') packs = this.packs(value);
        else if (key === 'haproxy') load = this.haproxy(value, folder);
        else
          this.report(
            keyNode.offset,
            keyNode.length,
            `Unknown property '${key}'; known are files, ${factParts.join(', ')}, rules, packs and haproxy.`,
          );
      }
      if (globs.length === 0) this.report(child.offset, child.length, "An override needs 'files', a list of globs.");
      return { matches: picomatch([...globs]), host, rules, packs, load };
    });
  }

  private object(node: Node): Iterable<readonly [string, Node, Node]> {
    if (node.type === 'object') return members(node);
    this.report(node.offset, node.length, 'An object is expected here.');
    return [];
  }
}

/** What is said of a name that is no fact of a part. */
function misplaced(part: string, name: string): string {
  if (isHostFact(name)) return `${name} belongs into '${hostFacts[name].part}'.`;
  const known = Object.entries(hostFacts).flatMap(([each, fact]) => (fact.part === part ? [each] : []));
  return `Unknown ${part === 'host' ? 'host fact' : 'expectation'} '${name}'; known are ${known.join(', ')}.`;
}

/** A path of a list: relative to the folder that ends in `/`, unless it is absolute. */
function resolved(folder: string, entry: string): string {
  const path = entry.startsWith('/') ? entry : folder + entry;
  const parts: string[] = [];
  for (const part of path.replace(/\/+$/, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}

/** A glob that is still being typed may be empty, or no string at all. */
function isGlob(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Names, values and name nodes of an object; members that are not whole are left out. */
function* members(node: Node): Iterable<readonly [string, Node, Node]> {
  for (const child of node.children ?? []) {
    const [key, value] = child.children ?? [];
    if (key && value) yield [String(key.value), value, key];
  }
}

function spaced(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

function within(source: string, offset: number): string {
  const path = getLocation(source, offset).path.filter((part) => part !== '');
  return path.length > 0 ? `, at ${path.join('.')}` : '';
}
