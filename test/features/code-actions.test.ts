import { describe, it } from 'node:test';
import { checkCodeActions } from '../harness/check-code-actions.ts';
import { badWord, heavyLine, oddLine } from '../harness/small-rules.ts';

describe('the actions for a finding', () => {
  it('are its fix, to ignore it here, its severity and its page', () => {
    checkCodeActions(
      `\
  one = 1
  two = b$0ad
`,
      `\
* Make it good
  one = 1
  two = good
Ignore test/bad-word here
  one = 1
  # headroom: ignore test/bad-word -- reason
  two = bad
Set the severity of test/bad-word… → headroom.setSeverity
Show the page of test/bad-word → headroom.showRule
`,
      { language: 'sysctl', rules: [badWord] },
    );
  });

  it('indent the directive like the line', () => {
    checkCodeActions(
      `\
  global
      o$0dd
`,
      `\
Ignore test/odd-line here
  global
      # headroom: ignore test/odd-line -- reason
      odd
Set the severity of test/odd-line… → headroom.setSeverity
Show the page of test/odd-line → headroom.showRule
`,
      { language: 'haproxy', rules: [oddLine] },
    );
  });

  it('end the directive like the line', () => {
    checkCodeActions(
      `\
  a = odd$0␍
`,
      `\
Ignore test/odd-line here
  # headroom: ignore test/odd-line -- reason␍
  a = odd␍
Set the severity of test/odd-line… → headroom.setSeverity
Show the page of test/odd-line → headroom.showRule
`,
      { language: 'sysctl', rules: [oddLine] },
    );
  });

  it('make a directive longer that is there already, in front of its reason', () => {
    checkCodeActions(
      `\
  # headroom: ignore test/odd-line -- it is odd - and stays so
  a = b$0ad odd
`,
      `\
* Make it good
  # headroom: ignore test/odd-line -- it is odd - and stays so
  a = good odd
Ignore test/bad-word here
  # headroom: ignore test/odd-line test/bad-word -- it is odd - and stays so
  a = bad odd
Set the severity of test/bad-word… → headroom.setSeverity
Show the page of test/bad-word → headroom.showRule
`,
      { language: 'sysctl', rules: [badWord, oddLine] },
    );
  });

  it('leave a directive alone that is for the whole file', () => {
    checkCodeActions(
      `\
  # headroom: ignore-file test/odd-line
  a = b$0ad odd
`,
      `\
* Make it good
  # headroom: ignore-file test/odd-line
  a = good odd
Ignore test/bad-word here
  # headroom: ignore-file test/odd-line
  # headroom: ignore test/bad-word -- reason
  a = bad odd
Set the severity of test/bad-word… → headroom.setSeverity
Show the page of test/bad-word → headroom.showRule
`,
      { language: 'sysctl', rules: [badWord, oddLine] },
    );
  });

  it('do not offer to ignore what no directive reaches', () => {
    checkCodeActions(
      `\
  # headroom: non$0sense
  a = 1
`,
      `\
Set the severity of headroom/invalid-directive… → headroom.setSeverity
Show the page of headroom/invalid-directive → headroom.showRule
`,
      { language: 'sysctl' },
    );
  });

  it('for a missing fact about the host lead to where it is said', () => {
    checkCodeActions(
      `\
  a = hea$0vy
`,
      `\
* Describe this host in headroom.json → headroom.createHostProfile
Ignore headroom/host-unknown here
  # headroom: ignore headroom/host-unknown -- reason
  a = heavy
Set the severity of headroom/host-unknown… → headroom.setSeverity
Show the page of headroom/host-unknown → headroom.showRule
`,
      { language: 'sysctl', rules: [heavyLine] },
    );
  });
});
