import * as vscode from 'vscode';
import { equal, fileOfHost, hoverText, match, openFile, rangeOf, ruleId, ruleIdsOnce } from './editor.ts';

const sysctlFile = 'etc/sysctl.d/90-haproxy.conf';
const tooMuchForTcp = 'sysctl/tcp-mem-above-third';
const tcpMem = 'net.ipv4.tcp_mem = 183936 245248 367872';

/** What the extension does inside VS Code, on the sample host `small-vm`. The tests build on each other only by the host. */
export function defineSuite(): void {
  describe('the extension', () => {
    describe('languages', () => {
      for (const [path, language] of [
        [sysctlFile, 'sysctl'],
        ['etc/security/limits.d/haproxy.conf', 'limits'],
        ['etc/haproxy/haproxy.cfg', 'haproxy'],
        ['headroom.json', 'jsonc'],
      ] as const) {
        it(`${path} is ${language}`, async () => {
          equal((await openFile(path)).document.languageId, language);
        });
      }

      for (const path of ['etc/setup.cfg', 'etc/app.conf']) {
        it(`${path} is left alone`, async () => {
          await vscode.workspace.fs.writeFile(fileOfHost(path), new TextEncoder().encode('key = value\n'));
          const { languageId } = (await openFile(path)).document;
          equal(['haproxy', 'sysctl', 'limits'].includes(languageId), false);
        });
      }
    });

    describe('a setting that does not fit the host', () => {
      it('is marked where it stands', async () => {
        const { document } = await openFile(sysctlFile);
        await ruleIdsOnce(document.uri, (ids) => ids.includes(tooMuchForTcp));
        const [found] = vscode.languages.getDiagnostics(document.uri).filter((each) => ruleId(each) === tooMuchForTcp);
        equal(found?.source, 'headroom');
        equal(found?.range.start.line, rangeOf(document, tcpMem).start.line);
        match(found?.message ?? '', /1 GiB/);
      });

      it('is explained on hover', async () => {
        const { document } = await openFile(sysctlFile);
        const at = rangeOf(document, 'net.ipv4.tcp_mem').start.translate(0, 3);
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          at,
        );
        match(hoverText(hovers), /tcp_mem/);
        match(hoverText(hovers), /pages/);
      });

      it('is corrected by its quick fix, and comes back when that is undone', async () => {
        const { document } = await openFile(sysctlFile);
        const before = document.getText();
        await ruleIdsOnce(document.uri, (ids) => ids.includes(tooMuchForTcp));
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          rangeOf(document, tcpMem),
          vscode.CodeActionKind.QuickFix.value,
        );
        const fix = actions.find((action) => action.isPreferred && action.edit);
        if (!fix?.edit) throw new Error(`no preferred fix among: ${actions.map((action) => action.title).join(', ')}`);
        equal(await vscode.workspace.applyEdit(fix.edit), true);
        await ruleIdsOnce(document.uri, (ids) => !ids.includes(tooMuchForTcp));
        await vscode.commands.executeCommand('undo');
        await ruleIdsOnce(document.uri, (ids) => ids.includes(tooMuchForTcp));
        equal(document.getText(), before);
      });
    });
  });
}
