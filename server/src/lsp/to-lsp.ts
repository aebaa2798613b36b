/** The engine's answers in the terms of the protocol. */
import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  CreateFile,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Location,
  SymbolKind,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding } from '../engine/findings.ts';
import type { FileEdit, Severity } from '../engine/rules.ts';
import type { Text } from '../engine/text.ts';
import type { CodeAction as EngineAction } from '../features/code-actions.ts';
import type { Completion } from '../features/completion.ts';
import type { NamePlace } from '../features/navigation.ts';
import type { Fold, OutlineEntry } from '../features/outline.ts';
import { rangeOf, toLsp, uriOf } from './documents.ts';

/** The text and the client's URI of any file the engine speaks of. */
export interface Files {
  text(path: string): Text | undefined;
  uri(path: string): string;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const tags = { unnecessary: [DiagnosticTag.Unnecessary], deprecated: [DiagnosticTag.Deprecated] };

/** Findings that speak of one place look the same in every text that counts lines as the client does. */
const known = new WeakMap<Finding, Diagnostic>();

export function toDiagnostic(finding: Finding, path: string, files: Files): Diagnostic {
  const isFixed = finding.related.length === 0 && !files.text(path)?.hasLoneCr;
  const before = isFixed ? known.get(finding) : undefined;
  if (before) return before;
  const diagnostic = converted(finding, path, files);
  if (isFixed) known.set(finding, diagnostic);
  return diagnostic;
}

function converted(finding: Finding, path: string, files: Files): Diagnostic {
  const { rule, severity, message, line, start, end, related } = finding;
  const text = files.text(path) as Text;
  return {
    range: rangeOf(text, line, start, end),
    severity: severities[severity],
    source: 'headroom',
    code: rule.id,
    message,
    ...(rule.tag && { tags: tags[rule.tag] }),
    ...(related.length > 0 && {
      relatedInformation: related.map((place) => {
        const other = place.path ?? path;
        const otherText = files.text(other) ?? text;
        return {
          location: { uri: files.uri(other), range: rangeOf(otherText, place.line, place.start, place.end) },
          message: place.message,
        };
      }),
    }),
  };
}

/** A place in a file that the workspace knows. */
export function toLocation({ path, line, start, end }: NamePlace, files: Files): Location {
  return { uri: files.uri(path), range: rangeOf(files.text(path) as Text, line, start, end) };
}

/** Whether edits are for files that are not there yet, as far as anybody has looked. */
export function makesFiles(edits: readonly FileEdit[], path: string, files: Files): boolean {
  return edits.some((edit) => !files.text(edit.path ?? path));
}

export function toWorkspaceEdit(edits: readonly FileEdit[], path: string, files: Files): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  // Files that nobody has read may have to be made.
  const unknown = new Set<string>();
  for (const edit of edits) {
    const target = edit.path ?? path;
    const uri = files.uri(target);
    changes[uri] ??= [];
    changes[uri].push(toTextEdit(edit, files.text(target)));
    if (!files.text(target)) unknown.add(uri);
  }
  if (unknown.size === 0) return { changes };
  return {
    documentChanges: [
      ...[...unknown].map((uri) => CreateFile.create(uri, { ignoreIfExists: true })),
      ...Object.entries(changes).map(([uri, each]) => TextDocumentEdit.create({ uri, version: null }, each)),
    ],
  };
}

function toTextEdit(edit: FileEdit, text: Text | undefined): TextEdit {
  if (!text) return { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: edit.text };
  return {
    range: { start: toLsp(text, text.clamp(edit.start)), end: toLsp(text, text.clamp(edit.end)) },
    newText: edit.text,
  };
}

export function toCodeAction(action: EngineAction, diagnostic: Diagnostic, path: string, files: Files): CodeAction {
  const { title, command, edits, preferred, finding } = action;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(preferred && { isPreferred: true }),
    ...(edits.length > 0 && { edit: toWorkspaceEdit(edits, path, files) }),
    ...(command && {
      command: {
        title,
        command,
        arguments: command === 'headroom.createHostProfile' ? [uriOf(path)] : [finding.rule.id],
      },
    }),
  };
}

const completionKinds = {
  name: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  reference: CompletionItemKind.Reference,
};

export function toCompletionItem(entry: Completion, line: number, text: Text, path: string): CompletionItem {
  return {
    label: entry.label,
    kind: completionKinds[entry.kind],
    ...(entry.detail && { detail: entry.detail }),
    ...(entry.standing === 'old' && { tags: [CompletionItemTag.Deprecated] }),
    ...(entry.standing !== 'current' && { sortText: `~${entry.label}` }),
    textEdit: { range: rangeOf(text, line, entry.start, entry.end), newText: entry.label },
    ...(entry.fact && { data: { path, fact: entry.fact } }),
  };
}

const symbolKinds = { block: SymbolKind.Namespace, setting: SymbolKind.Property, definition: SymbolKind.Field };

export function toSymbol(entry: OutlineEntry, text: Text): DocumentSymbol {
  const selectionRange = rangeOf(text, entry.line, entry.start, entry.end);
  const end = toLsp(text, { line: entry.lastLine, column: text.line(entry.lastLine).text.length });
  return {
    name: entry.name || '(no name)',
    ...(entry.detail && { detail: entry.detail }),
    kind: symbolKinds[entry.kind],
    range: { start: toLsp(text, { line: entry.line, column: 0 }), end },
    selectionRange,
    children: entry.children.map((child) => toSymbol(child, text)),
  };
}

export function toFold(fold: Fold, text: Text): FoldingRange {
  return {
    startLine: toLsp(text, { line: fold.line, column: 0 }).line,
    endLine: toLsp(text, { line: fold.lastLine, column: 0 }).line,
    kind: fold.kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region,
  };
}
