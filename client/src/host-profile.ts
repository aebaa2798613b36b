import { Uri, window, workspace } from 'vscode';

/** What a new `headroom.json` says: every line is an example to correct, so nothing is claimed before it is uncommented. */
const example = `{
  // The machine these files are for. What is left out is unknown, and rules that need it stay silent.
  "host": {
    // "memory": "4GiB",
    // "cpus": 2,
    // "kernel": "6.1",
    // "haproxy": "2.8",
    // "distribution": "debian-12",
    // "loader": "systemd"
  },
  // What it is to carry at the peak.
  "expected": {
    // "connections": 20000,
    // "connectionRate": 500,
    // "requestRate": 2000,
    // "tlsShare": "80%"
  }
}
`;

/**
 * Opens the `headroom.json` at the top of a file's workspace folder, and writes an example there when it is missing.
 * @param uri the file: the one that a code action was asked for, or else the active editor's
 */
export async function openHostProfile(uri?: string): Promise<void> {
  const folder = profileFolder(uri ? Uri.parse(uri) : window.activeTextEditor?.document.uri);
  if (!folder) {
    await window.showInformationMessage(
      'Headroom: open a folder or save the file first; headroom.json is kept beside it.',
    );
    return;
  }
  const profile = Uri.joinPath(folder, 'headroom.json');
  if (!(await exists(profile))) await workspace.fs.writeFile(profile, new TextEncoder().encode(example));
  await window.showTextDocument(profile);
}

/** Where the profile of a file is made: at the top of its workspace folder, else beside it. */
export function profileFolder(file: Uri | undefined): Uri | undefined {
  const folder = file && workspace.getWorkspaceFolder(file)?.uri;
  if (folder) return folder;
  if (file && workspace.fs.isWritableFileSystem(file.scheme)) return Uri.joinPath(file, '..');
  return workspace.workspaceFolders?.[0]?.uri;
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
