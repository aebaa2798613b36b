import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageExtension } from '../../server/tools/package.ts';
import { installExtension, makeProfile, startCodeServer } from '../../server/tools/vscode/code-server.ts';
import { launchChromium } from './chromium.ts';
import { copySample } from './temporary.ts';
import { Workbench } from './workbench.ts';

/** A VS Code of its own with the packed extension, open on a copy of a sample host. */
export class SampleWindow {
  readonly #cleanups: (() => unknown)[] = [];
  #workbench: Workbench | undefined;

  async open(sample: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Workbench> {
    const folder = mkdtempSync(path.join(tmpdir(), 'headroom-window-'));
    this.#cleanups.unshift(() => rmSync(folder, { recursive: true, force: true }));
    const profile = makeProfile(folder, { 'files.autoSave': 'off', ...settings });
    await installExtension(await packageExtension(), profile);
    const server = await startCodeServer({ profile });
    this.#cleanups.unshift(() => server.stop());
    const browser = await launchChromium();
    this.#cleanups.unshift(() => browser.close());
    const workbench = new Workbench(await browser.newPage({ viewport: { width: 1280, height: 800 } }));
    this.#workbench = workbench;
    await workbench.open(`${server.address}/?folder=${encodeURIComponent(copySample(sample, folder))}`);
    return workbench;
  }

  /** Takes a last picture, and leaves nothing running, however far the opening got. */
  async close(lastScreenshot: string): Promise<void> {
    await this.#workbench?.screenshot(lastScreenshot);
    for (const cleanUp of this.#cleanups) await cleanUp();
  }
}
