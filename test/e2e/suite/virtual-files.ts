import * as vscode from 'vscode';

/** Files kept in memory, by path, as a virtual workspace offers them to the editor. */
export class VirtualFiles implements vscode.FileSystemProvider {
  readonly #files: Map<string, Uint8Array>;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const file = this.#files.get(path);
    if (file) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.length };
    if (this.#childrenOf(path).size > 0) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    throw vscode.FileSystemError.FileNotFound(path);
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    return [...this.#childrenOf(path)];
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const file = this.#files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return file;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const type = this.#files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.#files.set(uri.path, content);
    this.#changes.fire([{ type, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  createDirectory(): void {}

  delete({ path }: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(path);
  }

  rename({ path }: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(path);
  }

  #childrenOf(folder: string): Map<string, vscode.FileType> {
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const children = new Map<string, vscode.FileType>();
    for (const path of this.#files.keys()) {
      if (!path.startsWith(prefix)) continue;
      const [name = '', ...below] = path.slice(prefix.length).split('/');
      children.set(name, below.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return children;
  }
}
