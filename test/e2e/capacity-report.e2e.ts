import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SampleWindow } from './sample-window.ts';
import type { Workbench } from './workbench.ts';

// The tests are the steps of one sitting and run in this order.
describe('a person who asks whether the configuration fits its host', () => {
  const window = new SampleWindow();
  let workbench: Workbench;

  before(async () => {
    workbench = await window.open('c10k-box');
    await workbench.openFile('haproxy.cfg', 'maxconn 100000');
  });

  after(() => window.close('39-capacity-end'));

  test('opens the report, which tells the host and what is needed of it', async () => {
    await workbench.runCommand('Headroom: Show Capacity Report');
    const { view } = workbench;
    await view.getByRole('heading', { name: 'Capacity of c10k-box' }).waitFor();
    await view.getByRole('row', { name: /memory 4 GiB headroom\.json:\d/ }).waitFor();
    await view.getByRole('heading', { name: /File descriptors/ }).waitFor();
    await workbench.chooseTheme('Dark Modern', 'vs-dark');
    await view.getByRole('img', { name: /of 4 GiB of RAM/ }).waitFor();
    await workbench.screenshot('30-capacity-report-dark');
  });

  test('goes to the line that a number comes from, with the keyboard alone', async () => {
    const { view } = workbench;
    await view.locator('#budget-descriptors-inputs summary').press('Enter');
    await view.locator('#budget-descriptors-inputs button', { hasText: 'haproxy.cfg:7' }).first().press('Enter');
    await workbench.activeLine(7).waitFor();
  });

  test('tries another maxconn with the arrow keys: the report follows and no file is touched', async () => {
    const { view } = workbench;
    const slider = view.getByRole('slider', { name: 'maxconn' });
    assert.equal(await slider.inputValue(), '100000');
    await slider.press('ArrowLeft');
    await view.getByText('What if: maxconn 95 000').waitFor();
    await view.locator('#budget-descriptors-inputs', { hasText: '95 000 connections' }).waitFor();
    assert.equal(await view.locator('#budget-descriptors-inputs').getAttribute('open'), '', 'what was open stays open');
    assert.equal(
      await slider.evaluate((it) => it === it.ownerDocument.activeElement),
      true,
      'the slider keeps the focus',
    );
    await workbench.text('maxconn 100000').waitFor();
    await workbench.screenshot('31-capacity-what-if');
  });

  test('reads it in a light and in a high-contrast theme', async () => {
    await workbench.chooseTheme('Light Modern', 'vs');
    await workbench.screenshot('32-capacity-report-light');
    await workbench.chooseTheme('Dark High Contrast', 'hc-black');
    await workbench.view.getByRole('link', { name: 'Memory', exact: true }).press('Enter');
    await workbench.view.getByRole('heading', { name: 'Memory against RAM' }).scrollIntoViewIfNeeded();
    await workbench.screenshot('33-capacity-report-high-contrast');
  });

  test('finds it again after the window was loaded anew, with what was tried', async () => {
    const { view } = workbench;
    await workbench.reload();
    await view.getByText('What if: maxconn 95 000').waitFor();
    await view.locator('#budget-descriptors-inputs[open]').waitFor();
    assert.equal(await view.getByRole('spinbutton', { name: 'maxconn' }).inputValue(), '95000');
  });

  test('writes the change: the line says it, and the report is that of the file', async () => {
    const { view } = workbench;
    await view.getByRole('button', { name: 'Write this change' }).press('Enter');
    await workbench.text('maxconn 95000').waitFor();
    await view.getByText('What if: maxconn').waitFor({ state: 'detached' });
    await view.getByText('now 95 000').waitFor();
    await workbench.screenshot('34-capacity-written');
  });

  test('undoes it as any edit, and the report follows what is typed', async () => {
    const { view } = workbench;
    await workbench.text('maxconn 95000').click();
    await workbench.press('Control+Z');
    await view.getByText('now 100 000').waitFor();
    await workbench.goToLine(7);
    await workbench.press('End');
    await workbench.type('0');
    await view.getByText('now 1 000 000').waitFor();
  });
});
