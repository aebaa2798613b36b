/** Every request that the server answers: one row each, the feature behind it in `features/`. */
import {
  CodeActionRequest,
  type CodeLens,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  DocumentHighlightRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  type InlayHint,
  InlayHintRequest,
  MarkupKind,
  PrepareRenameRequest,
  type Range,
  ReferencesRequest,
  RenameRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { FileView } from '../engine/file-view.ts';
import type { Finding } from '../engine/findings.ts';
import type { Lens } from '../engine/language.ts';
import { capacityLenses } from '../features/capacity.ts';
import { codeActions } from '../features/code-actions.ts';
import { completion, completionProse } from '../features/completion.ts';
import { hover } from '../features/hover.ts';
import { inlayHints } from '../features/inlay-hints.ts';
import { definitions, references, rename, renameable } from '../features/navigation.ts';
import { folding, outline } from '../features/outline.ts';
import { tokenModifiers, tokenTypes } from '../features/semantic-tokens.ts';
import { capacityReport, writeWhatIf } from './capacity.ts';
import { fromLsp, rangeOf, toLsp } from './documents.ts';
import { isHuge, type Session } from './session.ts';
import {
  makesFiles,
  toCodeAction,
  toCompletionItem,
  toDiagnostic,
  toFold,
  toLocation,
  toSymbol,
  toWorkspaceEdit,
} from './to-lsp.ts';
import { rangeTokens } from './token-store.ts';

/** What a handler works with: the document at its present state. */
export interface Request {
  readonly session: Session;
  readonly path: string;
  readonly view: FileView;
  /** Says when to stop; a handler that had to stop answers undefined and is asked again. */
  readonly pause: () => boolean;
}

interface Handler {
  readonly method: string;
  /**
   * What has to be read before: every line of the file (`file`), the same but for a huge file, of which it tells only what needs
   * no reading (`file unless huge`), or the lines asked for (`lines`).
   */
  readonly needs: 'file' | 'file unless huge' | 'lines';
  /** The answer for a document that is not open, where null is none. */
  readonly absent?: unknown;
  /** The client shows the answer beside the document, which takes the focus from it. */
  readonly shownBeside?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are those of the method, which the client has to send.
  run(request: Request, params: any): unknown;
}

export const capabilities: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { resolveProvider: true, triggerCharacters: ['.', '/', ' ', '(', '[', ',', '%'] },
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: { delta: true },
    range: true,
  },
};

export const handlers: readonly Handler[] = [
  {
    method: DocumentDiagnosticRequest.method,
    needs: 'file',
    absent: { kind: DocumentDiagnosticReportKind.Full, items: [] },
    run: diagnose,
  },
  { method: HoverRequest.method, needs: 'lines', run: hoverAt },
  { method: CompletionRequest.method, needs: 'file', run: complete },
  { method: CodeActionRequest.method, needs: 'file', run: actions },
  {
    method: DocumentSymbolRequest.method,
    needs: 'file unless huge',
    run: (request: Request) => {
      const { analysis } = request.view;
      return outline(analysis, !isHuge(analysis.text)).map((entry) => toSymbol(entry, analysis.text));
    },
  },
  {
    method: FoldingRangeRequest.method,
    needs: 'lines',
    run: ({ view }: Request) => folding(view.analysis).map((fold) => toFold(fold, view.analysis.text)),
  },
  {
    method: DefinitionRequest.method,
    needs: 'file',
    run: ({ session, view }: Request, { position }: At) =>
      definitions(view, fromLsp(view.analysis.text, position)).map((place) => toLocation(place, session)),
  },
  {
    method: ReferencesRequest.method,
    needs: 'file',
    run: ({ session, view }: Request, { position, context }: At) =>
      references(view, fromLsp(view.analysis.text, position), context?.includeDeclaration === true).map((place) =>
        toLocation(place, session),
      ),
  },
  {
    method: DocumentHighlightRequest.method,
    needs: 'file',
    run: ({ path, view }: Request, { position }: At) =>
      references(view, fromLsp(view.analysis.text, position), true)
        .filter((place) => place.path === path)
        .map(({ line, start, end }) => ({ range: rangeOf(view.analysis.text, line, start, end) })),
  },
  {
    method: PrepareRenameRequest.method,
    needs: 'file',
    run: ({ view }: Request, { position }: At) => {
      const place = renameable(view, fromLsp(view.analysis.text, position));
      return place ? rangeOf(view.analysis.text, place.line, place.start, place.end) : null;
    },
  },
  { method: RenameRequest.method, needs: 'file', run: renameAt },
  { method: InlayHintRequest.method, needs: 'file unless huge', run: hints },
  { method: CodeLensRequest.method, needs: 'file unless huge', run: lenses },
  {
    method: 'headroom/effectiveValues',
    needs: 'file',
    shownBeside: true,
    run: ({ view }: Request) => {
      const text = view.analysis.language.effective?.(view);
      return text === undefined ? null : { text };
    },
  },
  { method: 'headroom/capacityReport', needs: 'file', shownBeside: true, run: capacityReport },
  { method: 'headroom/writeWhatIf', needs: 'file', run: writeWhatIf },
  { method: 'headroom/compareWithMachine', needs: 'file', shownBeside: true, run: compareWithMachine },
  { method: SemanticTokensRequest.method, needs: 'file unless huge', run: allTokens },
  {
    method: SemanticTokensDeltaRequest.method,
    needs: 'file unless huge',
    run: (request: Request, params) =>
      isHuge(request.view.analysis.text)
        ? null
        : request.session.tokens.delta(request.path, request.view.analysis, params.previousResultId, request.pause),
  },
  {
    method: SemanticTokensRangeRequest.method,
    needs: 'lines',
    run: ({ view }: Request, params) => rangeTokens(view.analysis, params.range),
  },
];

/** The request that has no document of its own: the entry says which one it came from. */
export const resolveMethod = CompletionResolveRequest.method;

// biome-ignore lint/suspicious/noExplicitAny: the entry is one that `complete` made and the client sends back.
export async function resolveCompletion(session: Session, item: any): Promise<unknown> {
  const { path, fact } = item.data ?? {};
  if (!path || !session.project.workspace.get(path)) return item;
  const prose = await completionProse(session.project.workspace.view(path), fact);
  return prose ? { ...item, documentation: { kind: MarkupKind.Markdown, value: prose } } : item;
}

/** The findings of a document as a full report. */
function diagnose({ session, path }: Request) {
  return { kind: DocumentDiagnosticReportKind.Full, items: diagnostics(session, path) };
}

export function diagnostics(session: Session, path: string) {
  return session.project.findingsOf(path).map((finding) => toDiagnostic(finding, path, session));
}

async function hoverAt({ session, path, view }: Request, params: { position: { line: number; character: number } }) {
  const { text } = view.analysis;
  const found = await hover(view, fromLsp(text, params.position), {
    machine: session.running(path),
    busy: isHuge(text) && session.isBusy(path),
  });
  if (!found) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.markdown },
    range: rangeOf(text, found.line, found.start, found.end),
  };
}

async function compareWithMachine({ session, path, view }: Request) {
  const { running } = view.analysis.language;
  if (!running) return null;
  const machine = session.running(path);
  const text = machine
    ? await running.compare(view, machine)
    : `# There is nothing to compare with: the file is none of the machine that Headroom runs on.\n# ${path}\n`;
  return { text };
}

function complete({ path, view }: Request, params: { position: { line: number; character: number } }) {
  const { text } = view.analysis;
  const at = fromLsp(text, params.position);
  return completion(view, at).map((entry) => toCompletionItem(entry, at.line, text, path));
}

interface At {
  readonly position: Point;
  readonly context?: { readonly includeDeclaration?: boolean };
}

function renameAt({ session, path, view }: Request, { position, newName }: At & { readonly newName: string }) {
  const edits = rename(view, fromLsp(view.analysis.text, position), newName);
  return edits ? toWorkspaceEdit(edits, path, session) : null;
}

/** Findings that actions are offered for at once; a longer list of actions is one that nobody reads. */
const mostActedOn = 100;

interface ActionParams {
  readonly range: { readonly start: Point; readonly end: Point };
  readonly context?: { readonly only?: readonly string[] };
}

function actions({ session, path, view }: Request, params: ActionParams) {
  // A client that wants another kind, such as the fixes of a save, gets none: each of ours is for a person to choose.
  const { only } = params.context ?? {};
  if (only && !only.some((kind) => kind === '' || kind === 'quickfix')) return [];
  const { text } = view.analysis;
  const from = fromLsp(text, params.range.start);
  const to = fromLsp(text, params.range.end);
  const touched = session.project
    .findingsOf(path)
    .filter(
      ({ line, start, end }: Finding) =>
        (line > from.line || (line === from.line && end >= from.column)) &&
        (line < to.line || (line === to.line && start <= to.column)),
    )
    .slice(0, mostActedOn);
  return codeActions(view, touched)
    .filter(({ edits }) => session.createsFiles || !makesFiles(edits, path, session))
    .map((action) => toCodeAction(action, toDiagnostic(action.finding, path, session), path, session));
}

interface Point {
  readonly line: number;
  readonly character: number;
}

function allTokens(request: Request) {
  return isHuge(request.view.analysis.text)
    ? null
    : request.session.tokens.full(request.path, request.view.analysis, request.pause);
}

function hints({ session, path, view }: Request, { range }: { readonly range: Range }): InlayHint[] {
  const { text } = view.analysis;
  // Which lines have no effect takes a reading of the whole file, and nobody waits for that of a huge one.
  const findings = isHuge(text) ? [] : session.project.findingsOf(path);
  return inlayHints(view, fromLsp(text, range.start).line, fromLsp(text, range.end).line, findings).map((hint) => ({
    position: toLsp(text, hint),
    label: hint.text,
    paddingLeft: true,
  }));
}

function lenses({ path, session, view }: Request): CodeLens[] | null {
  const { text, language } = view.analysis;
  if (isHuge(text)) return null;
  return [...(language.lenses?.(view) ?? []), ...capacityLenses(view)].map(({ line, title, opens }) => ({
    range: rangeOf(text, line, 0, 0),
    command: { title, command: lensCommands[opens], arguments: [session.uri(path)] },
  }));
}

const lensCommands: Readonly<Record<Lens['opens'], string>> = {
  effective: 'headroom.showEffectiveValues',
  capacity: 'headroom.showCapacityReport',
};
