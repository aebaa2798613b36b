import { after, before, describe, test } from 'node:test';
import { SampleWindow } from './sample-window.ts';
import type { Workbench } from './workbench.ts';

const tcpMem = 'net.ipv4.tcp_mem';
const tcpMemValue = '245248';
const tooMuchForTcp = 'tcp-mem-above-third';

// The tests are the steps of one sitting and run in this order.
describe('a person with the packed extension and the host small-vm', () => {
  const window = new SampleWindow();
  let workbench: Workbench;

  before(async () => {
    workbench = await window.open('small-vm');
  });

  after(() => window.close('99-end'));

  test('sees what does not fit the host underlined and among the problems', async () => {
    await workbench.openFile('90-haproxy.conf', tcpMem);
    await workbench.squiggles.first().waitFor({ state: 'attached' });
    await workbench.showProblems();
    await workbench.problem(tooMuchForTcp).waitFor();
    await workbench.screenshot('01-problems');
  });

  test('reads what the key means, and what the value comes to', async () => {
    await workbench.hover(tcpMem, /pages/);
    await workbench.screenshot('02-hover-key');
    await workbench.hover(tcpMemValue, /1 GiB/);
    await workbench.screenshot('03-hover-value');
  });

  test('sees which host the file is judged against', async () => {
    await workbench.hoverLanguageStatus(/1 GiB/);
    await workbench.screenshot('04-host');
  });

  test('asks what this machine runs with, and reads that the file is not one of it', async () => {
    await workbench.runCommand('Headroom: Compare With This Machine');
    const comparison = workbench.tab('This machine beside 90-haproxy.conf');
    await workbench.text('There is nothing to compare with').waitFor();
    await workbench.screenshot('05-compare');
    await comparison.click({ button: 'middle' });
    await comparison.waitFor({ state: 'detached' });
  });

  test('takes the quick fix: the line fits, the squiggle is gone', async () => {
    await workbench.openQuickFixes(tcpMemValue);
    await workbench.screenshot('06-quick-fixes');
    await workbench.press('Enter');
    await workbench.problem(tooMuchForTcp).waitFor({ state: 'detached' });
    await workbench.text(tcpMemValue).waitFor({ state: 'detached' });
    await workbench.screenshot('07-fixed');
  });

  test('undoes it: the old line and its problem are back', async () => {
    await workbench.press('Control+Z');
    await workbench.text(tcpMemValue).waitFor();
    await workbench.problem(tooMuchForTcp).waitFor();
    await workbench.screenshot('08-undone');
  });

  test('reads the page of the rule', async () => {
    await workbench.openQuickFixes(tcpMemValue);
    await workbench.takeQuickFix('Show the page');
    await workbench.tab(/tcp-mem-above-third/).waitFor();
    await workbench.preview(/tcp_mem/).waitFor();
    await workbench.screenshot('09-rule-page');
    await workbench.tab('90-haproxy.conf').click();
  });

  test('turns the rule off, and the problem is gone', async () => {
    await workbench.openQuickFixes(tcpMemValue);
    await workbench.takeQuickFix('Set the severity');
    await workbench.choose('off');
    await workbench.problem(tooMuchForTcp).waitFor({ state: 'detached' });
    await workbench.screenshot('10-rule-off');
  });

  test('completes a keyword of HAProxy', async () => {
    await workbench.openFile('haproxy.cfg', 'daemon');
    await workbench.text('daemon').click();
    await workbench.press('End');
    await workbench.type('\ntune.bufs');
    await workbench.suggestion('tune.bufsize').waitFor();
    await workbench.screenshot('11-completion');
    await workbench.press('Enter');
    await workbench.text('tune.bufsize').waitFor();
  });
});
