/** The requests of the capacity report: the report itself, and what somebody tried written into the files. */

import type { WorkspaceEdit } from 'vscode-languageserver';
import { capacityOf } from '../capacity/assemble.ts';
import { settingConnections } from '../capacity/fixes.ts';
import { hostReport } from '../capacity/host-report.ts';
import type { CapacityReportDocument, ReportPlace } from '../capacity/report.ts';
import { whatIfIn, whatIfKinds } from '../capacity/what-if.ts';
import { hostOrigin } from '../engine/directives.ts';
import type { FileView } from '../engine/file-view.ts';
import { folderOf } from '../engine/path.ts';
import type { FileEdit } from '../engine/rules.ts';
import { Text } from '../engine/text.ts';
import { factPlacesOf } from '../host/fact-places.ts';
import { profileName } from '../host/profile.ts';
import { type NewFact, profileEdit } from '../host/profile-edit.ts';
import { hostPath } from '../languages/host-root.ts';
import { pathOf, toLsp } from './documents.ts';
import type { Request } from './handlers.ts';
import type { Session } from './session.ts';
import { toWorkspaceEdit } from './to-lsp.ts';

export interface CapacityReportParams {
  /** Numbers to try; see `WhatIf`. */
  readonly whatIf?: unknown;
}

export async function capacityReport(
  { session, view }: Request,
  { whatIf }: CapacityReportParams,
): Promise<CapacityReportDocument> {
  const show = (path: string, line: number, column: number) => shownPlace(session, path, line, column);
  const factPlaces = await factPlacesOf(view, session.project, session);
  return hostReport(view, whatIfIn(whatIf), { show, factPlaces });
}

/** A place as the client counts, by the path that the file has on its host. */
function shownPlace(session: Session, path: string, line: number, column: number): ReportPlace {
  const text = session.text(path);
  const at = text ? toLsp(text, { line, column }) : { line, character: column };
  return { path: hostPath(path), line: at.line + 1, column: at.character + 1, uri: session.uri(path) };
}

export interface WriteWhatIfParams extends CapacityReportParams {
  /** Texts of host profiles that are open and not saved, by URI. */
  readonly unsaved?: Readonly<Record<string, string>>;
  /** Where a profile is made that is missing; without it at the root of the host, or beside the file. */
  readonly profileFolder?: string;
}

export interface WrittenWhatIf {
  readonly edit: WorkspaceEdit | null;
  /** The profile that the edit changes, which counts when it is saved. */
  readonly profile: string | null;
  /** What could not be written and why, in sentences. */
  readonly problems: readonly string[];
}

export async function writeWhatIf({ session, view }: Request, params: WriteWhatIfParams): Promise<WrittenWhatIf> {
  const { maxconn, bufsize, ...expected } = whatIfIn(params.whatIf);
  const edits: FileEdit[] = [];
  const problems: string[] = [];
  const companions = view.companions();
  if (maxconn !== undefined || bufsize !== undefined) {
    const numbers = { ...(maxconn !== undefined && { maxconn }), ...(bufsize !== undefined && { bufsize }) };
    const writer = companions.find(({ analysis }) => analysis.language.capacityEdits);
    const written = writer?.analysis.language.capacityEdits?.(writer, numbers);
    edits.push(...(written?.edits ?? []));
    problems.push(...(written?.problems ?? ['There is no configuration of a proxy to write to.']));
    const { inputs } = capacityOf(view);
    if (maxconn !== undefined && inputs.unit?.maxconn) {
      const deciding = settingConnections(inputs, maxconn);
      if (deciding) edits.push(deciding.edit);
      else problems.push("'-n' on the command line of the service goes before maxconn: it has to be changed too.");
    }
  }
  const facts = Object.entries(expected).map(([name, value]) => newFact(name as keyof typeof expected, value));
  const first = companions[0] ?? view;
  const said = facts.filter(({ name }) => isOwn(first, name));
  for (const { name } of said)
    problems.push(`${whatIfKinds[name].title} is set by a '${hostOrigin}' line in the file: change it there.`);
  const free = facts.filter((fact) => !said.includes(fact));
  const profile = free.length > 0 ? await writeProfile(session, first, free, params) : undefined;
  if (profile && 'problem' in profile) problems.push(profile.problem);
  const isWritten = profile !== undefined && 'edit' in profile;
  if (isWritten) edits.push({ ...profile.edit, path: profile.path });
  const files = {
    uri: (path: string) => session.uri(path),
    text: (path: string) => (isWritten && path === profile.path ? profile.text : session.text(path)),
  };
  return {
    edit: edits.length > 0 ? toWorkspaceEdit(edits, first.analysis.path, files) : null,
    profile: isWritten ? session.uri(profile.path) : null,
    problems,
  };
}

type FactToTry = 'memory' | 'tlsShare' | 'connectionRate';

function newFact(name: FactToTry, value: number): NewFact & { readonly name: FactToTry } {
  return { name, value: name === 'memory' ? sizeText(value) : value };
}

/** A size as a person writes it. */
function sizeText(bytes: number): string | number {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
  ] as const)
    if (bytes % size === 0) return `${bytes / size}${unit}`;
  return bytes;
}

/** Whether the file says a fact by itself, above every profile. */
function isOwn({ host }: FileView, name: FactToTry): boolean {
  return host[name]?.from === hostOrigin;
}

async function writeProfile(session: Session, view: FileView, facts: readonly NewFact[], params: WriteWhatIfParams) {
  const { path } = view.analysis;
  const profile = session.project.profileOf(path)?.path ?? `${profileFolder(view, params)}/${profileName}`;
  const unsaved = Object.entries(params.unsaved ?? {}).find(([uri]) => pathOf(uri) === profile)?.[1];
  const source = typeof unsaved === 'string' ? unsaved : await session.read(profile);
  if (source === undefined && !session.createsFiles)
    return { problem: `There is no ${profileName}, and this editor makes no files: make one first.` };
  const edited = profileEdit(profile, source, path, facts);
  if ('problem' in edited) return edited;
  return { path: profile, edit: edited.edit, text: source === undefined ? undefined : Text.of(source) };
}

function profileFolder(
  { analysis: { path, language } }: FileView,
  { profileFolder: wanted }: WriteWhatIfParams,
): string {
  if (typeof wanted === 'string') return pathOf(wanted).replace(/\/+$/, '');
  return language.loading.root(path) || folderOf(path);
}
