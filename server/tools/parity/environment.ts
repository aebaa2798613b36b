/**
 * What HAProxy says for a reason that lies in the machine, the build or the moment, and not in the text it reads. Told by
 * HAProxy's own words alone, whether or not Headroom says something in the place.
 */

export interface EnvironmentClass {
  readonly name: string;
  /** What HAProxy says. */
  readonly said: RegExp;
  /** What the line that it speaks of holds besides, where the words alone do not tell. */
  readonly line?: RegExp;
  readonly reason: string;
}

/** A word that is nothing but a variable, or one put together with variables. */
const variable = /"[^"]*\$(?:\w+|\{\w+-?\})[^"]*"|\$\{\w+\}/;

export const environmentClasses: readonly EnvironmentClass[] = [
  {
    name: 'unset variable',
    said: /resolves to an empty address \(environment variable missing\?\)/,
    reason: 'HAProxy says itself that a variable of the environment is missing',
  },
  {
    name: 'unset variable',
    said: /argument number \d+ at position \d+ is empty and marks the end|unknown proxy mode ''|'guid' : expects an argument|requires a capture length|expects exactly 2 arguments|missing port specification in '|invalid character '.' in port number ''|expects an address or a path to a UNIX socket|no pattern to match against were provided/,
    line: variable,
    reason: 'an argument is empty because the variable that it is made of is not set here; elsewhere it may be',
  },
  {
    name: 'build and library',
    said: /(built|compiled|compilation) without|not (built|compiled|compiled in) with|QUIC is not compiled in|is not supported (on|by) this (platform|system|build|SSL library)|library does not support|SSL stack does not provide|requires (at least )?(OpenSSL|a build)|recompile|unable to load default \d+ bits DH parameter|unable to set SSL cipher list|unable to set TLS 1\.3 cipher suites to '|keyword '(wurfl|51degrees|deviceatlas)-|unknown keyword '(tune\.zlib\.|51degrees-|deviceatlas-|wurfl-)/i,
    reason: 'another build of the same release takes it',
  },
  {
    name: 'missing file',
    said: /No such file or directory|Permission denied|failed to open pattern file|cannot (open|stat) (?!namespace)|failed to (open|load|stat) (the )?(file|certificate|pattern)|unable to (open|stat|load|read) .*\b(file|certificate|bundle|CRL)\b/i,
    reason: 'whether a file that is named can be read is known on the host alone',
  },
  {
    name: 'file of statistics',
    said: /^config: Ignored stats-file line \d+/,
    reason: 'a line of another file, which the configuration only names',
  },
  {
    name: 'name that does not resolve',
    said: /could not resolve address '(?=[^']*[a-z])[\w.-]+'/i,
    reason: 'the resolver of the host knows the name or not; what can be no name is none of these',
  },
  {
    name: 'user or group',
    said: /cannot find (user|group) id for '[^']/i,
    reason: 'the host has the user or not',
  },
  {
    name: 'network namespace',
    said: /(cannot|could not) open (network )?namespace/i,
    reason: 'the host has the namespace or not',
  },
  {
    name: 'name of the host',
    said: /^Removing incomplete section 'peers|^Peer section '.*another peer named '.*' was already defined/,
    reason: "HAProxy looks for itself among the peers, by the host's name or by -L, and compares them where it is one",
  },
  {
    name: 'resources',
    said: /not enough memory|cannot (create|bind)/i,
    reason: 'what else runs on the host decides',
  },
  {
    name: 'processors and time',
    said: /threads running on a total of \d+ CPUs|CPUs via cpu-map directives|takes \d+ milliseconds to verify/,
    reason: 'the number of processors decides, or how long something takes',
  },
];

/** The line that a message names; empty where it names none. */
export function lineAt(source: string, line: number | undefined): string {
  return line === undefined ? '' : (source.split('\n')[line - 1] ?? '');
}

/**
 * The class of a message; undefined where the text alone is its reason.
 * @param line that the message speaks of; empty where it names none
 */
export function environmentOf(text: string, line: string): EnvironmentClass | undefined {
  return environmentClasses.find((each) => each.said.test(text) && (each.line?.test(line) ?? true));
}
