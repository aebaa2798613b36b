/** What a rule sees of a file: its analysis, the files read together with it, and the values that are in force after all. */
import type { Host } from '../host/facts.ts';
import type { HostInput } from '../host/inputs.ts';
import type { Analysis } from './analysis.ts';
import { blocksWhere, noted, placed } from './names.ts';
import type { Setting } from './statement.ts';
import type { Surroundings } from './values/kind.ts';

/** A line that sets a key. */
export interface SettingLine {
  readonly analysis: Analysis;
  readonly line: number;
  readonly setting: Setting;
}

/** Every line that sets a key, in the order in which they win: mostly that of reading, and always the last one counts. */
export type Settings = ReadonlyMap<string, readonly SettingLine[]>;

export interface FileView {
  readonly analysis: Analysis;
  readonly host: Host;
  /** The files of the same language that are read together, this one included, in reading order. */
  readonly loaded: readonly Analysis[];
  /** Files beside them of which nobody says that they are read too. */
  readonly nearby: readonly Analysis[];
  /** Who lists the files that are loaded, in words a message can print; undefined where nobody does. */
  readonly listedBy: string | undefined;
  /** The known files of the same language on the same host, whether they are read or not. */
  readonly beside: readonly Analysis[];
  /** Whether `loaded` is all that is read; else names may be defined in files that nobody sees. */
  readonly whole: boolean;
  /** One view per language of which the host has files that are read, this file's own included, by the languages' ids. */
  companions(): readonly FileView[];
  /** Files of the same host that are read and never judged. */
  readonly inputs: readonly HostInput[];
  /** What rules remember of this view. */
  readonly notes: Map<string, unknown>;
  /** What they remember for all files that are read together, whichever of them they look at. */
  readonly shared: Map<string, unknown>;
  /** The settings of a language on the same host; of this file's own language when none is named. */
  settings(language?: string): Settings;
}

/** The files of one host, by language, each in reading order. */
export type HostFiles = ReadonlyMap<string, readonly Analysis[]>;

/**
 * The view of one file among those of its host.
 * @param files what is read on this host; the file's own language must hold the file
 * @param nearby files that may be read too
 * @param beside the known files of the same host and language
 * @param inputs files of the same host that no language reads
 * @param companions the views of the other languages' files; asked for when somebody needs them
 * @param shared the memory that the views of all these files on the same host have in common
 */
export function viewOf(
  analysis: Analysis,
  files: HostFiles,
  nearby: readonly Analysis[],
  beside: readonly Analysis[] = [analysis],
  inputs: readonly HostInput[] = [],
  companions?: () => readonly FileView[],
  shared = new Map<string, unknown>(),
): FileView {
  const loaded = files.get(analysis.language.id) ?? [analysis];
  const view: FileView = {
    analysis,
    host: analysis.host,
    loaded,
    nearby,
    listedBy: analysis.environment.group?.listedBy,
    beside,
    whole: analysis.environment.group?.whole ?? true,
    companions: companions ?? (() => [view]),
    inputs,
    notes: new Map(),
    shared,
    settings: (language = analysis.language.id) =>
      noted(shared, `settings/${language}`, () =>
        settingsOf(language === analysis.language.id ? loaded : (files.get(language) ?? []), analysis.host),
      ),
  };
  return view;
}

/** Joins the settings of files that are read one after another. */
function settingsOf(loaded: readonly Analysis[], host: Host): Settings {
  const [first] = loaded;
  const lines = loaded.flatMap(fileSettings);
  return first?.language.settle?.(lines, loaded, host) ?? linesByKey(lines);
}

/** The lines of each key in the order in which they are given. */
export function linesByKey(lines: readonly SettingLine[]): Map<string, SettingLine[]> {
  const settings = new Map<string, SettingLine[]>();
  for (const each of lines) {
    const list = settings.get(each.setting.key);
    if (list) list.push(each);
    else settings.set(each.setting.key, [each]);
  }
  return settings;
}

const setting = blocksWhere('settings', (analysis, block) => analysis.blockSummary(block).settings.length > 0);

/** The settings of one file in line order; worked out once per analysis. */
export function fileSettings(analysis: Analysis): readonly SettingLine[] {
  return noted(analysis.notes, 'settings', () =>
    placed(analysis, analysis.fold(setting)).flatMap(({ block, first }) =>
      analysis.blockSummary(block).settings.map((at) => ({ analysis, line: first + at.line, setting: at.it })),
    ),
  );
}

/** The line that decides a key; undefined where no line sets it. */
export function winner(settings: Settings, key: string): SettingLine | undefined {
  const lines = settings.get(key);
  return lines?.[lines.length - 1];
}

/** What the values of a file may depend on. */
export function surroundingsOf(view: FileView): Surroundings {
  return {
    host: view.host,
    inForce(language, key) {
      const setting = winner(view.settings(language), key)?.setting;
      return setting && !setting.uncertain ? setting.value : undefined;
    },
  };
}
