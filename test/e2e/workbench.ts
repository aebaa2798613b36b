import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { errors, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { projectRoot } from '../../server/tools/process.ts';

const screenshots = path.join(projectRoot, 'test', 'e2e', 'screenshots');

/** What a person does in VS Code's window and sees there. Every step waits for what it must bring about, never for time. */
export class Workbench {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.setDefaultTimeout(30_000);
  }

  async open(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Loads the window anew by VS Code's own command, which keeps what was open and brings it back. */
  async reload(): Promise<void> {
    const loaded = this.#page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Opens a file through Quick Open, and waits until its text is there and the editor has the keyboard. */
  async openFile(name: string, text: string): Promise<void> {
    await this.#page.keyboard.press('Control+P');
    await this.#page.locator('.quick-input-widget input').fill(name);
    await this.#page.locator('.quick-input-list .monaco-list-row.focused', { hasText: path.basename(name) }).waitFor();
    await this.#page.keyboard.press('Enter');
    await this.text(text).waitFor();
  }

  /** Runs a command of the palette, by its whole name. */
  async runCommand(title: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#page.locator('.quick-input-widget input').fill(`>${title}`);
    await this.#page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.#page.keyboard.press('Enter');
  }

  /** Text as it stands in the editor. */
  text(text: string): Locator {
    return this.#page.locator('.monaco-editor .view-line span', { hasText: nonBreaking(text) }).last();
  }

  /** The wavy lines under what is wrong. */
  get squiggles(): Locator {
    return this.#page.locator('.monaco-editor [class*="squiggly-"]');
  }

  /** Text that is shown faded, because nothing reads it. */
  get faded(): Locator {
    return this.#page.locator('.monaco-editor .squiggly-inline-unnecessary');
  }

  async goToLine(line: number): Promise<void> {
    await this.#page.keyboard.press('Control+G');
    await this.#page.locator('.quick-input-widget input').fill(`:${line}`);
    await this.#page.keyboard.press('Enter');
    await this.activeLine(line).waitFor();
  }

  /** The number of the line that the cursor is in, where it is this one. */
  activeLine(line: number): Locator {
    return this.#page.locator('.monaco-editor .line-numbers.active-line-number', { hasText: `${line}` });
  }

  /** Gives the name that a text is another one, wherever it stands. */
  async rename(text: string, to: string): Promise<void> {
    const input = this.#page.locator('.rename-box input');
    await untilSeen(input, async () => {
      await this.text(text).click();
      await this.#page.keyboard.press('F2');
    });
    await input.fill(to);
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** A row of the list of problems. */
  problem(text: string): Locator {
    return this.#page.locator('.markers-panel .monaco-list-row', { hasText: text });
  }

  async showProblems(): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+M');
    await this.#page.locator('.markers-panel').waitFor();
  }

  /** Rests the pointer on a text until the box that comes up says `content`. */
  async hover(text: string, content: string | RegExp): Promise<void> {
    const box = this.#page.locator('.monaco-hover-content', { hasText: content }).first();
    await untilSeen(box, async () => {
      await this.#page.mouse.move(1, 1);
      await this.text(text).hover();
    });
  }

  /** Rests the pointer on the status of the file's language until it says `content`. */
  async hoverLanguageStatus(content: string | RegExp): Promise<void> {
    const box = this.#page.locator('.hover-language-status', { hasText: content }).first();
    await untilSeen(box, async () => {
      await this.#page.mouse.move(1, 1);
      await this.#page.locator('[id="status.languageStatus"]').hover();
    });
  }

  /** Puts the cursor into a text, waits for the light bulb and opens the quick fixes with the keyboard. */
  async openQuickFixes(text: string): Promise<void> {
    const bulb = this.#page.locator('.lightBulbWidget, [class*="codicon-gutter-lightbulb"]').filter({ visible: true });
    await untilSeen(this.#page.locator('.action-widget .monaco-list-row.focused'), async () => {
      await this.text(text).click();
      // Left where it is, the pointer would bring up the hover, which closes the menu.
      await this.#page.mouse.move(1, 1);
      // A click where the cursor is already does not make VS Code look for quick fixes again; a step of the cursor does.
      await this.#page.keyboard.press('ArrowLeft');
      await bulb.first().waitFor();
      await this.#page.keyboard.press('Control+.');
    });
  }

  /** Moves down the open menu of quick fixes until this one has the focus, and takes it. */
  async takeQuickFix(title: string | RegExp): Promise<void> {
    const rows = this.#page.locator('.action-widget .monaco-list-row.action');
    const titles = await rows.allInnerTexts();
    const steps = titles.findIndex((each) => (typeof title === 'string' ? each.includes(title) : title.test(each)));
    if (steps < 0) throw new Error(`no quick fix ${title} among: ${titles.join(' | ')}`);
    for (let step = 0; step < steps; step++) await this.#page.keyboard.press('ArrowDown');
    await this.#page.locator('.action-widget .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.#page.keyboard.press('Enter');
  }

  /** Chooses from a list that the extension shows at the top of the window. */
  async choose(label: string): Promise<void> {
    await this.#page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  async press(keys: string): Promise<void> {
    await this.#page.keyboard.press(keys);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** A row of the list of suggestions. */
  suggestion(label: string): Locator {
    return this.#page.locator('.suggest-widget .monaco-list-row', { hasText: label }).first();
  }

  tab(title: string | RegExp): Locator {
    return this.#page.locator('.tabs-container .tab', { hasText: title });
  }

  /** The text of a rendered Markdown preview, which lives in frames of its own. */
  preview(text: string | RegExp): Locator {
    return this.#page.frameLocator('iframe.webview').frameLocator('#active-frame').locator('body', { hasText: text });
  }

  /** The page of a view of the extension, which lives in frames of its own. */
  get view(): FrameLocator {
    return this.#page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Chooses a theme by its name in the list of themes, and waits until the window has its kind. */
  async chooseTheme(name: string, kind: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.#page.keyboard.press('Control+K');
    await this.#page.keyboard.press('Control+T');
    await this.#page.locator('.quick-input-widget input').fill(name);
    await this.#page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.#page.keyboard.press('Enter');
    await this.#page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.#page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}

/**
 * Does something again until it has brought about what is to be seen: a window under load closes a box that it has just
 * opened when its parts move, and a person would try again too.
 */
async function untilSeen(seen: Locator, action: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt < 8; attempt++) {
    await action();
    try {
      await seen.waitFor({ timeout: 4_000 });
      return;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
    }
  }
  await action();
  await seen.waitFor();
}

/** The editor shows the spaces of a file as non-breaking ones. */
function nonBreaking(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '[ \\u00a0]'));
}
