import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { projectRoot, runAsProgram } from './process.ts';
import { withProgress } from './progress.ts';

/**
 * Packs the extension, built anew by the manifest's `vscode:prepublish`, into `headroom.vsix` and returns the path. The
 * bundles hold every package they need, so none goes along. Links of the README stay as they are, as there is no public
 * address to make them absolute with.
 */
export async function packageExtension(): Promise<string> {
  const packagePath = path.join(projectRoot, 'headroom.vsix');
  await withProgress('packing the extension', () =>
    createVSIX({
      cwd: projectRoot,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    }),
  );
  return packagePath;
}

runAsProgram(import.meta.url, async () => {
  await packageExtension();
});
