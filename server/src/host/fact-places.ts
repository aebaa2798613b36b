/** Where the facts about a host stand that its profile says. */
import type { FactPlaces } from '../capacity/report.ts';
import type { FileView } from '../engine/file-view.ts';
import { profileName } from './profile.ts';
import { factPlaces } from './profile-edit.ts';
import type { FileSource, Project } from './project.ts';

/** Places of the facts of the host of a file; none of those that come from elsewhere than its profile. */
export async function factPlacesOf(
  view: FileView,
  project: Project,
  files: Pick<FileSource, 'read'>,
): Promise<FactPlaces> {
  const [{ analysis, host } = view] = view.companions();
  const profile = project.profileOf(analysis.path);
  const source = profile && (await files.read(profile.path));
  if (!profile || source === undefined) return new Map();
  const said = [...factPlaces(profile.path, source, analysis.path)].filter(
    ([name]) => host[name as keyof typeof host]?.from === profileName,
  );
  return new Map(said.map(([name, place]) => [name, { path: profile.path, ...place }]));
}
