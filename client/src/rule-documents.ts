import { commands, type Disposable, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { RulePage } from './protocol.ts';

const scheme = 'headroom-rule';

/** Rule pages as read-only documents: `headroom-rule:/sysctl/some-rule.md` is the page of `sysctl/some-rule`. */
export function provideRuleDocuments(client: BaseLanguageClient): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri, token) {
      const id = uri.path.replace(/^\//, '').replace(/\.md$/, '');
      const page = await client.sendRequest<RulePage>('headroom/rulePage', { id }, token);
      return page?.markdown ?? `There is no rule \`${id}\` in this version of Headroom.`;
    },
  });
}

/** Shows the page of a rule as a person reads it, rendered. */
export async function showRule(ruleId: string): Promise<void> {
  await commands.executeCommand('markdown.showPreview', Uri.from({ scheme, path: `/${ruleId}.md` }));
}
