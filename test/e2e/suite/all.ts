import * as vscode from 'vscode';
import {
  comparisonOf,
  effectiveValuesOf,
  equal,
  hoverAt,
  match,
  openFile,
  quickFixes,
  rangeOf,
  ruleId,
  ruleIdsOnce,
  tabOnce,
  textOnce,
  writeFile,
} from './editor.ts';

const sysctlFile = 'etc/sysctl.d/90-haproxy.conf';
const tooMuchForTcp = 'sysctl/tcp-mem-above-third';
const tcpMem = 'net.ipv4.tcp_mem = 183936 245248 367872';
const reported = (ids: readonly string[]) => ids.includes(tooMuchForTcp);
const silent = (ids: readonly string[]) => !ids.includes(tooMuchForTcp);

/** What the extension does inside VS Code, on the sample host `small-vm`. Each test leaves the host as it found it. */
export function defineSuite(): void {
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

    for (const [path, content, language] of [
      ['templates/haproxy.cfg.j2', 'global\n', 'haproxy'],
      ['templates/sysctl.d/10-net.conf.erb', 'vm.swappiness = 10\n', 'sysctl'],
      ['templates/limits.d/web.conf.tmpl', '* soft nofile 1024\n', 'limits'],
      ['etc/haproxy/conf.d/backends.cfg', 'backend shop\n', 'haproxy'],
      ['notes/kernel-settings', '# vim: ft=sysctl\nvm.swappiness = 10\n', 'sysctl'],
      ['notes/limits-of-the-proxy', '# headroom: language=limits\n* soft nofile 1024\n', 'limits'],
    ] as const) {
      it(`${path} is ${language}`, async () => {
        await writeFile(path, content);
        equal((await openFile(path)).document.languageId, language);
      });
    }

    for (const path of ['etc/setup.cfg', 'etc/app.conf']) {
      it(`${path} is left alone`, async () => {
        await writeFile(path, 'key = value\n');
        const { languageId } = (await openFile(path)).document;
        equal(['haproxy', 'sysctl', 'limits'].includes(languageId), false);
      });
    }
  });

  describe('a setting that does not fit the host', () => {
    it('is marked where it stands', async () => {
      const { document } = await openFile(sysctlFile);
      await ruleIdsOnce(document.uri, reported);
      const found = vscode.languages.getDiagnostics(document.uri).find((each) => ruleId(each) === tooMuchForTcp);
      equal(found?.source, 'headroom');
      equal(found?.range.start.line, rangeOf(document, tcpMem).start.line);
      match(found?.message ?? '', /1 GiB/);
    });

    it('is corrected by its quick fix, and comes back when that is undone', async () => {
      const { document } = await openFile(sysctlFile);
      const before = document.getText();
      await ruleIdsOnce(document.uri, reported);
      const actions = await quickFixes(document, rangeOf(document, tcpMem));
      const fix = actions.find((action) => action.isPreferred && action.edit);
      if (!fix?.edit) throw new Error(`no preferred fix among: ${actions.map((action) => action.title).join(', ')}`);
      equal(await vscode.workspace.applyEdit(fix.edit), true);
      await ruleIdsOnce(document.uri, silent);
      await vscode.commands.executeCommand('undo');
      await ruleIdsOnce(document.uri, reported);
      equal(document.getText(), before);
    });

    it('fits when headroom.json says that the host is larger', async () => {
      const profile = (await openFile('headroom.json')).document.getText();
      const { document } = await openFile(sysctlFile);
      await ruleIdsOnce(document.uri, reported);
      await writeFile('headroom.json', profile.replace('"1GiB"', '"64GiB"'));
      await ruleIdsOnce(document.uri, silent);
      await writeFile('headroom.json', profile);
      await ruleIdsOnce(document.uri, reported);
    });

    it('is not reported when its rule is off', async () => {
      const { document } = await openFile(sysctlFile);
      await ruleIdsOnce(document.uri, reported);
      const settings = vscode.workspace.getConfiguration('headroom');
      await settings.update('rules', { [tooMuchForTcp]: 'off' }, vscode.ConfigurationTarget.Workspace);
      await ruleIdsOnce(document.uri, silent);
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
      await ruleIdsOnce(document.uri, reported);
    });
  });

  describe('help', () => {
    it('a key is explained on hover', async () => {
      const { document } = await openFile(sysctlFile);
      const text = await hoverAt(document, 'net.ipv4.tcp_mem');
      match(text, /tcp_mem/);
      match(text, /pages/);
    });

    it('a keyword of HAProxy is explained on hover', async () => {
      const { document } = await openFile('etc/haproxy/haproxy.cfg');
      match(await hoverAt(document, 'maxconn'), /maxconn/);
    });

    it('keys are suggested in a file that was never saved', async () => {
      const document = await vscode.workspace.openTextDocument({ language: 'sysctl', content: 'net.core.somax' });
      await vscode.window.showTextDocument(document);
      const suggestions = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(0, 'net.core.somax'.length),
      );
      const labels = suggestions.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      equal(labels.includes('net.core.somaxconn'), true);
    });

    it('the page of a rule is shown rendered', async () => {
      const uri = vscode.Uri.parse(`headroom-rule:/${tooMuchForTcp}.md`);
      match((await vscode.workspace.openTextDocument(uri)).getText(), /tcp_mem/);
      await vscode.commands.executeCommand('headroom.showRule', tooMuchForTcp);
      await tabOnce((tab) => tab.input instanceof vscode.TabInputWebview && tab.label.includes('tcp-mem-above-third'));
    });

    it('what a value comes to stands behind it', async () => {
      const { document } = await openFile(sysctlFile);
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        rangeOf(document, tcpMem),
      );
      equal(hints.map(({ label }) => label).join(), '718.5 MiB 958 MiB 1.4 GiB of 1 GiB RAM');
    });

    it('the values in force open beside their file, and follow what is typed there', async () => {
      const { document } = await openFile(sysctlFile);
      await vscode.commands.executeCommand('headroom.showEffectiveValues');
      const values = effectiveValuesOf(document);
      match(values.getText(), /^# \/etc\/sysctl\.d\/90-haproxy\.conf:5\nnet\.ipv4\.tcp_mem = 183936 245248 367872$/m);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, rangeOf(document, '183936'), '100000');
      equal(await vscode.workspace.applyEdit(edit), true);
      await textOnce(values, /^net\.ipv4\.tcp_mem = 100000 245248 367872$/m);
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('undo');
      await textOnce(values, /^net\.ipv4\.tcp_mem = 183936 245248 367872$/m);
    });

    it('a file of another host is not compared with this machine', async () => {
      const { document } = await openFile(sysctlFile);
      await vscode.commands.executeCommand('headroom.compareWithMachine');
      match(comparisonOf(document).getText(), /^# There is nothing to compare with: .*\n# .*90-haproxy\.conf\n$/);
    });

    it('the descriptors of a user stand above limits.conf, and lead to the values in force', async () => {
      const { document } = await openFile('etc/security/limits.d/haproxy.conf');
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      const command = lenses.find((lens) => lens.command?.title === 'haproxy: nofile 8400:16384')?.command;
      if (!command) throw new Error(`no lens among: ${lenses.map((lens) => lens.command?.title).join(', ')}`);
      await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
      match(effectiveValuesOf(document).getText(), /^nofile +8400 +16384 /m);
    });

    it('the capacity report of its host is opened, and its page asks for it', async () => {
      await openFile('etc/haproxy/haproxy.cfg');
      await vscode.commands.executeCommand('headroom.showCapacityReport');
      // The page is named after the host once its script has asked and the server has answered.
      await tabOnce(({ input, label }) => input instanceof vscode.TabInputWebview && label === 'Capacity of small-vm');
    });

    it('the host profile is opened', async () => {
      await openFile(sysctlFile);
      await vscode.commands.executeCommand('headroom.createHostProfile');
      match(vscode.window.activeTextEditor?.document.uri.path ?? '', /\/small-vm\/headroom\.json$/);
    });

    it('a restarted server knows the open files', async () => {
      const { document } = await openFile(sysctlFile);
      await ruleIdsOnce(document.uri, reported);
      await vscode.commands.executeCommand('headroom.restartServer');
      await ruleIdsOnce(document.uri, reported);
      match(await hoverAt(document, 'net.ipv4.tcp_mem'), /pages/);
    });
  });
}
