import { commands, type Disposable } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { compareWithMachine, showEffectiveValues } from './host-documents.ts';
import { openHostProfile } from './host-profile.ts';
import { showRule } from './rule-documents.ts';
import { setSeverity } from './rule-severity.ts';
import type { CapacityReports } from './views/capacity-report/panels.ts';

/** The commands of the palette, and those that the server's code actions name and leave to the editor. */
export function registerCommands(client: BaseLanguageClient, reports: CapacityReports): readonly Disposable[] {
  return [
    commands.registerCommand('headroom.showRule', showRule),
    commands.registerCommand('headroom.setSeverity', setSeverity),
    commands.registerCommand('headroom.showEffectiveValues', showEffectiveValues),
    commands.registerCommand('headroom.showCapacityReport', (uri?: unknown) => reports.show(uri)),
    commands.registerCommand('headroom.compareWithMachine', compareWithMachine),
    commands.registerCommand('headroom.createHostProfile', openHostProfile),
    commands.registerCommand('headroom.showOutput', () => client.outputChannel.show()),
    commands.registerCommand('headroom.restartServer', async () => {
      await client.stop();
      await client.start();
    }),
  ];
}
