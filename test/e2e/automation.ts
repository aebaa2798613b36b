import type { Page } from 'playwright-core';

export interface AutomationResult {
  /** The exit status the extension host gave: 0 when the suite's `run` resolved. */
  readonly status: number;
  /** What the extension host wrote to its console. */
  readonly lines: readonly string[];
}

/**
 * Opens a workbench whose configuration names extension tests, and waits for them to end. The two functions exposed here are
 * what VS Code calls in a page that tests it.
 */
export async function runExtensionTests(page: Page, url: string, limitMs: number): Promise<AutomationResult> {
  const lines: string[] = [];
  let end: (status: number) => void = () => {};
  let fail: (reason: string) => void = () => {};
  const ended = new Promise<number>((resolve, reject) => {
    end = resolve;
    fail = (reason) => reject(new Error(`${reason}; its console ended with:\n${lines.slice(-30).join('\n')}`));
  });
  await page.exposeFunction('codeAutomationExit', end);
  await page.exposeFunction('codeAutomationLog', (_type: string, values: readonly unknown[]) => {
    lines.push(values.join(' '));
  });
  page.once('crash', () => fail('the page crashed'));
  const limit = setTimeout(() => fail(`the extension tests did not end within ${limitMs} ms`), limitMs);
  try {
    const [status] = await Promise.all([ended, page.goto(url)]);
    return { status, lines };
  } finally {
    clearTimeout(limit);
  }
}
