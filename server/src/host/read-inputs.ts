/** Reads the input files of one host: those that every host may have, and those that they name. */
import { type HostInput, inputAt, inputFiles, inputFolders, takes } from './inputs.ts';
import type { FileSource } from './project.ts';
import { serviceUnit } from './service-unit.ts';
import { environmentFiles } from './unit-environment.ts';

/** @param root the folder that stands for `/`, without a `/` at its end */
export async function readInputs(root: string, source: FileSource): Promise<readonly HostInput[]> {
  const listed = await Promise.all(
    inputFolders.map(async (folder) =>
      (await source.list(`${root}/${folder}`)).filter(takes).map((name) => `${root}/${folder}/${name}`),
    ),
  );
  const inputs = await readFiles([...inputFiles.map((file) => `${root}/${file}`), ...listed.flat()], source);
  const unit = serviceUnit({ inputs, host: {} });
  const named = new Set(unit ? environmentFiles(unit).flatMap((file) => file?.path ?? []) : []);
  const unread = [...named].filter((path) => !inputAt(inputs, path));
  return [
    ...inputs,
    ...(await readFiles(
      unread.map((path) => `${root}${path}`),
      source,
    )),
  ];
}

/** Those that can be read. */
async function readFiles(paths: readonly string[], source: FileSource): Promise<readonly HostInput[]> {
  const inputs = await Promise.all(
    paths.map(async (path) => {
      const text = await source.read(path, 'input');
      return text === undefined ? [] : [{ path, text }];
    }),
  );
  return inputs.flat();
}
