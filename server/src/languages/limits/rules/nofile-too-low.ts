import { clipped } from '../../../engine/nearest.ts';
import { type Rule, replace } from '../../../engine/rules.ts';
import { limitNumber } from '../kinds.ts';

/** The fewest descriptors with which ssh and sudo were seen to work, and the most with which they were seen to fail. */
const works = 16n;
const fails = 8n;

/**
 * Measured with OpenSSH and sudo on Debian 12: 8 descriptors fail, 16 are enough. At 3 libpam itself cannot talk to the audit
 * subsystem and refuses the session.
 */
export const nofileTooLow: Rule = {
  id: 'limits/nofile-too-low',
  title: 'Too few descriptors to log in',
  severity: 'error',
  facts: ['nofile'],
  statement({ setting, words }) {
    if (!setting || setting.uncertain || !words[3]) return;
    const { value, rubbish } = limitNumber(setting.value, 'nofile');
    // What stands behind the digits has a rule of its own, and most likely is the cause.
    if (typeof value !== 'bigint' || value < 0n || value >= works || rubbish !== '') return;
    const certain = value <= fails;
    return [
      {
        start: setting.start,
        end: setting.end,
        severity: certain ? 'error' : 'warning',
        message:
          `With ${value} descriptor${value === 1n ? '' : 's'} '${clipped(words[0]?.text ?? '')}' ${certain ? 'cannot log in' : 'may be unable to log in'}: ` +
          `ssh and sudo fail with ${fails} and work with ${works}.`,
        fixes: [{ title: 'Change to 1024', safe: false, edits: [replace(setting.start, setting.end, '1024')] }],
      },
    ];
  },
};
