/** One row of `keywords.json`: what is known of one keyword of HAProxy's configuration, its arguments excepted. */
export interface KeywordRow {
  /** `directive/<owner>/<name>` for directives, else `<table>/<name>`; the owner is `global`, `proxy` or a section kind. */
  readonly id: string;
  readonly table: string;
  /** As written, all words of it. `lua.<name>` stands for anything a Lua script registers. */
  readonly name: string;
  /** Section kinds that accept it, in any supported release. */
  readonly sections?: readonly string[];
  /** Of these, the ones where it is accepted and has no effect. */
  readonly ignoredIn?: readonly string[];
  /** Refused in a `defaults` section without a name. */
  readonly namedDefaultsOnly?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly deprecated?: string;
  readonly replacedBy?: string;
  /**
   * The number of words that the binary says follow an option (-1: any), or the argument types of a fetch or converter:
   * `(string[,integer])`, nothing where it takes none, undefined where no binary was asked.
   */
  readonly args?: number | string;
  /** The rule sets an action may stand in: `http-request`, `tcp-request content` … */
  readonly rulesets?: readonly string[];
  /** Proxy modes it is of use in, from the manual. */
  readonly modes?: readonly string[];
  /** Input and output type of a sample fetch or converter, as the binary names them: `str`, `sint`, `addr` … */
  readonly in?: string;
  readonly out?: string;
  /** The 22 evaluation points of a sample fetch, `Y` or `.`, in the order of `evaluationPoints`. */
  readonly where?: string;
  /** What older releases say of a fetch or converter, oldest first. */
  readonly older?: readonly OlderSample[];
  /** The sample fetch and the match method that an ACL criterion stands for. */
  readonly fetch?: string;
  readonly match?: string;
  /** What a predefined ACL tests. */
  readonly definition?: string;
  /** The word goes on after the name: `set-var(txn.x)`, `track-sc0`. */
  readonly call?: boolean;
  /** May be written after `no`. */
  readonly invertible?: boolean;
  readonly experimental?: boolean;
  readonly default?: string;
  /** Manual version and anchor: `3.4/4.2-acl`. */
  readonly url?: string;
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
