/** One row of `keywords.json`: what is known of one keyword of HAProxy's configuration, its arguments excepted. */
export interface KeywordRow {
  /** `directive/<owner>/<name>` for directives, else `<table>/<name>`; the owner is `global`, `proxy` or a section kind. */
  readonly id: string;
  readonly table: string;
  /** As written, all words of it. `lua.<name>` stands for anything a Lua script registers. */
  readonly name: string;
  /** Section kinds that accept it, in any supported release. */
  readonly sections?: readonly string[] | undefined;
  /** Of these, the ones where it is accepted and has no effect. */
  readonly ignoredIn?: readonly string[] | undefined;
  /** Of these, the ones that take it in some of the releases only that have it. */
  readonly sectionVersions?: Readonly<Record<string, VersionRange>> | undefined;
  /** Refused in a `defaults` section without a name. */
  readonly namedDefaultsOnly?: boolean | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly deprecated?: string | undefined;
  readonly replacedBy?: string | undefined;
  /**
   * The number of words that the binary says follow an option (-1: any), or the argument types of a fetch or converter:
   * `(string[,integer])`, nothing where it takes none, undefined where no binary was asked.
   */
  readonly args?: number | string | undefined;
  /** The rule sets an action may stand in: `http-request`, `tcp-request content` … */
  readonly rulesets?: readonly string[] | undefined;
  /** Of these, the ones that came to have it in a later release than its first, with that release. */
  readonly rulesetSince?: Readonly<Record<string, string>> | undefined;
  /** Proxy modes it is of use in, from the manual. */
  readonly modes?: readonly string[] | undefined;
  /** Input and output type of a sample fetch or converter, as the binary names them: `str`, `sint`, `addr` … */
  readonly in?: string | undefined;
  readonly out?: string | undefined;
  /** The 22 evaluation points of a sample fetch, `Y` or `.`, in the order of `evaluationPoints`. */
  readonly where?: string | undefined;
  /** What older releases say of a fetch or converter, oldest first. */
  readonly older?: readonly OlderSample[] | undefined;
  /** The sample fetch and the match method that an ACL criterion stands for. */
  readonly fetch?: string | undefined;
  readonly match?: string | undefined;
  /** What a predefined ACL tests. */
  readonly definition?: string | undefined;
  /** The word goes on after the name: `set-var(txn.x)`, `track-sc0`. */
  readonly call?: boolean | undefined;
  /** May be written after `no`. */
  readonly invertible?: boolean | undefined;
  /** The releases that want `expose-experimental-directives` for it; an empty range is every release that has it. */
  readonly experimental?: VersionRange | undefined;
  readonly default?: string | undefined;
  /** Manual version and anchor: `3.4/4.2-acl`. */
  readonly url?: string | undefined;
}

/** The first release, and the first one no longer; either is left out where that side is open. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/** The columns of a fetch or converter that were others before a release. */
export interface OlderSample {
  readonly before: string;
  readonly args?: string;
  readonly in?: string;
  readonly out?: string;
  readonly where?: string;
}

/** Where a sample may be evaluated, in the order of `KeywordRow.where`. */
export const evaluationPoints = [
  'frontend tcp-request connection',
  'frontend tcp-request session',
  'frontend tcp-request content',
  'frontend http-request header',
  'frontend http-request body',
  'frontend use_backend',
  'backend tcp-request content',
  'backend http-request header',
  'backend http-request body',
  'backend use-server, balance, stick match',
  'server source',
  'backend tcp-response content',
  'backend http-response header',
  'backend http-response body',
  'backend stick store-response',
  'frontend tcp-response content',
  'frontend http-response header',
  'frontend http-response body',
  'logs',
  'backend tcp-check',
  'configuration parser',
  'command-line interface',
] as const;
