import { ConfigurationTarget, window, workspace } from 'vscode';

const choices = [
  { label: 'error', description: 'must not go to production' },
  { label: 'warning', description: 'wrong or without effect' },
  { label: 'information', description: 'advice' },
  { label: 'hint', description: 'a mark in the editor, not listed among the problems' },
  { label: 'off', description: 'never reported' },
];

/** Lets the user choose how a rule is reported, and keeps the choice in `headroom.rules`: of the workspace if one is open. */
export async function setSeverity(ruleId: string): Promise<void> {
  const choice = await window.showQuickPick(choices, { title: `Headroom: report ${ruleId} as …` });
  if (!choice) return;
  const inWorkspace = workspace.workspaceFolders !== undefined;
  const settings = workspace.getConfiguration('headroom');
  const kept = settings.inspect<Record<string, string>>('rules');
  const rules = { ...(inWorkspace ? kept?.workspaceValue : kept?.globalValue), [ruleId]: choice.label };
  await settings.update('rules', rules, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}
