import { after, before, describe, test } from 'node:test';
import { SampleWindow } from './sample-window.ts';
import type { Workbench } from './workbench.ts';

// The tests are the steps of one sitting and run in this order.
describe('a person who edits haproxy.cfg', () => {
  const window = new SampleWindow();
  let workbench: Workbench;

  before(async () => {
    workbench = await window.open('small-vm', { 'editor.autoIndent': 'none' });
    await workbench.openFile('haproxy.cfg', 'daemon');
    await workbench.showProblems();
    await workbench.text('daemon').click();
  });

  after(() => window.close('29-haproxy-end'));

  test('is told that a backend does not exist, and takes the nearest one', async () => {
    await workbench.press('Control+End');
    await workbench.type('\nfrontend edge\n    bind :8080\n    default_backend shopp\n');
    await workbench.problem('undefined-backend').waitFor();
    await workbench.openQuickFixes('shopp');
    await workbench.screenshot('20-undefined-backend');
    await workbench.takeQuickFix("Change to 'shop'");
    await workbench.problem('undefined-backend').waitFor({ state: 'detached' });
  });

  test('sees the lines greyed that this release of HAProxy does not read', async () => {
    await workbench.press('Control+End');
    await workbench.type('.if version_before(2.4)\n    retries 3\n.endif\n');
    await workbench.faded.first().waitFor();
    await workbench.screenshot('21-masked');
  });

  test('completes a criterion inside an anonymous ACL', async () => {
    await workbench.press('Control+End');
    await workbench.type('    http-request deny if { path_b');
    await workbench.suggestion('path_beg').waitFor();
    await workbench.screenshot('22-criterion');
    await workbench.press('Enter');
    await workbench.type(' /admin');
    await workbench.text('path_beg /admin').waitFor();
  });

  test('renames an ACL in every place of its section', async () => {
    await workbench.goToLine(40);
    await workbench.rename('is_static', 'is_file');
    await workbench.text('if is_file').waitFor();
    await workbench.screenshot('23-renamed');
  });
});
