import { type Browser, chromium } from 'playwright-core';
import { provisionChromium } from '../../server/tools/vscode/provision.ts';

/** A Chromium without a window, that talks to nobody on its own account. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await provisionChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page that a test rewrites counts as from elsewhere, and could not talk to its server on this machine.
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
}
