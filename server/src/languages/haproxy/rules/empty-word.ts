import { type Rule, replace } from '../../../engine/rules.ts';
import { compareVersions } from '../../../engine/version.ts';
import { describeTarget, targetVersion } from '../sections.ts';
import { isEmpty } from '../syntax.ts';

/**
 * A word of two quotes with nothing in between ends the arguments of a line. HAProxy 3.2 warns of it and newer ones refuse it
 * (`parse_cfg` in src/cfgparse.c); before, all behind it was left out in silence.
 */
export const emptyWord: Rule = {
  id: 'haproxy/empty-word',
  title: 'An empty word, which ends the arguments of its line',
  severity: 'error',
  problems: ['empty-word'],
  problem({ start, end, suggestion }, { words }, { host }) {
    const refused = compareVersions(targetVersion(host), '3.3') >= 0;
    return {
      start,
      end,
      severity: refused ? 'error' : 'warning',
      message: refused
        ? `An empty word: ${describeTarget(host)} refuses the line.`
        : `An empty word: ${describeTarget(host)} takes it for the end of the line and leaves out what follows.`,
      fixes:
        suggestion === undefined
          ? []
          : [
              {
                title: 'Remove the empty word',
                safe: false,
                edits: words.filter(isEmpty).map((word) => replace(word.start - 1, word.end, '')),
              },
            ],
    };
  },
};
